"""Attacks on audio of our own, beside those of the yardstick.

    yardstick.py make --media ../shared/corpus --out suite --per-attack 8 \\
        --attacks bench/audio_attacks.py
    yardstick.py run --suite suite --earmark build/release/earmark

They cover what the service promises to recognise, up to both ends: speeds from
0.6 to 1.6, pitch by 7 semitones up and down, both at once, voices and noise and
other music on top down to -12 and -6 dB, rooms, telephones, 8 kbit/s, effects,
and pieces of 2 to 5 s. Not covered, because not promised: reversed audio.

The tens of the names are families, so that `--only a3,a5` makes some of them:
a3 speed and tempo, a4 pitch, a5 voices and noise, a6 other music, rooms and
channels, a7 codecs, dynamics and equalisers, a8 effects, a9 short pieces.

`attacks` is the yardstick's own module: it lies beside yardstick.py, which
loads this file. Inputs and output of a graph, and the fields, stand there. A
decibel figure says how loud the registered work is against what lies over it,
both measured as ITU-R BS.1770 loudness.
"""

import math

from attacks import Attack

_LOUD_LUFS = -18  # of the louder one of two, which leaves room for their sum


def _speed(factor: float) -> str:
    """A record played faster: tempo and pitch together."""
    return f"aresample=44100,asetrate={44100 * factor:.0f},aresample=44100"


def _pitch(semitones: float, tempo: float = 1) -> str:
    return f"rubberband=pitch={2 ** (semitones / 12):.6f}:tempo={tempo}"


def _levelled(source: str, loudness_lufs: float, label: str) -> str:
    return (f"{source}loudnorm=I={loudness_lufs}:TP=-2,aresample=44100,"
            f"aformat=channel_layouts=stereo[{label}];")


def _under(other: str, decibels: float) -> str:
    """The clip, this much louder than `other`, which plays at the same time."""
    return (_levelled("[0]", _LOUD_LUFS + min(decibels, 0), "clip")
            + _levelled(other, _LOUD_LUFS - max(decibels, 0), "other")
            + "[clip][other]amix=inputs=2:duration=first:normalize=0[out]")


def _noise(color: str) -> str:
    # Without the rumble: loudness does not count it, and it would clip.
    return f"anoisesrc=c={color}:d=600:a=0.5:seed=11:r=44100,highpass=f=40,"


_VOICE = "[1]"  # the yardstick's speech


def _harmonics(phase: str, *shares: float) -> str:
    tones = (f"{share}*sin({n}*{phase})" for n, share in enumerate(shares, 1))
    return f"({'+'.join(tones)})"


def _band(beats_per_minute: float, a4_hz: float) -> str:
    """Music of a band that is no work of the corpus: four chords (i VI III VII)
    of four beats each as an arpeggio, a pad and a bass, with drums."""
    beat_s = 60 / beats_per_minute

    def phase(octave: int, semitones: str, seconds: str) -> str:
        return (f"{2 * math.pi * a4_hz * 2 ** octave:.3f}"
                f"*pow(2,({semitones})/12)*{seconds}")

    # Seconds since the last one began; and noise.
    eighth, beat, bar, noise = "ld(4)", "ld(5)", "ld(6)", "ld(7)"
    expression = ";".join([
        f"st(0,t/{beat_s:.6f})",  # beats
        "st(1,mod(floor(ld(0)/4),4))",
        "st(2,4-eq(ld(1),0))",  # the third of the chord, in semitones
        "st(1,3*eq(ld(1),2)-4*eq(ld(1),1)-2*eq(ld(1),3))",  # its root
        # The arpeggio's note: 0 to 3 on the chord, then semitones.
        "st(3,mod(floor(ld(0)*2)*3+floor(ld(0)/4),4))",
        "st(3,ld(1)+eq(ld(3),1)*ld(2)+eq(ld(3),2)*7+eq(ld(3),3)*12)",
        f"st(4,mod(ld(0)*2,1)*{beat_s / 2:.6f})",
        f"st(5,mod(ld(0),1)*{beat_s:.6f})",
        f"st(6,mod(ld(0),4)*{beat_s:.6f})",
        "st(7,2*random(8)-1)",
        f"st(9,{phase(0, 'ld(3)', eighth)})",
        "+".join([
            # The arpeggio, plucked.
            f"exp(-5*{eighth})"
            f"*{_harmonics('ld(9)', .3, .2, .15, .1, .07, .05, .04, .03)}",
            # The pad.
            *(f"(1-exp(-8*{bar}))"
              f"*{_harmonics(phase(-1, f'ld(1)+{step}', bar), .06, .04, .03)}"
              for step in ("0", "ld(2)", "7")),
            # The bass.
            f"exp(-3*{beat})*{_harmonics(phase(-2, 'ld(1)', beat), .15, .1)}",
            # A drum on each beat, a snare on every second, a hi-hat on eighths.
            f"0.3*exp(-9*{beat})*sin(2*PI*(45*{beat}+4*(1-exp(-30*{beat}))))",
            f"0.4*eq(mod(floor(ld(0)),2),1)*exp(-18*{beat})*{noise}",
            f"0.2*exp(-60*{eighth})*{noise}",
        ]),
    ])
    return f"aevalsrc='{expression}':s=22050:d=600,"


def _reverberant(decay_s: float, direct_db: float) -> str:
    """[0] as heard in a room, to [wet]: its impulse response is the direct
    sound and noise that fades by 60 dB in `decay_s`, other noise in each ear.
    `direct_db` is the power of the direct sound against all the rest."""
    fading = math.log(1000) / decay_s
    direct = math.sqrt(44100 / 3 / (2 * fading)) * 10 ** (direct_db / 20)
    ear = ("if(eq(n,0),st(1,{seed})*0+%.2f,(2*random(1)-1)*exp(-%.3f*t))"
           % (direct, fading))
    left, right = ear.format(seed=1000), ear.format(seed=2000)
    return (f"aevalsrc='{left}|{right}':c=stereo:s=44100:d={decay_s},"
            "lowpass=f=5000:p=1[room];"
            "[0]aresample=44100,aformat=channel_layouts=stereo[dry];"
            "[dry][room]afir=gtype=gn,volume=-10dB[wet];")


AUDIO = [
    Attack("a30_speed_060", f"[0]{_speed(0.6)}[out]", rate=0.6),
    Attack("a31_speed_070", f"[0]{_speed(0.7)}[out]", rate=0.7),
    Attack("a32_speed_085", f"[0]{_speed(0.85)}[out]", rate=0.85),
    Attack("a33_speed_115", f"[0]{_speed(1.15)}[out]", rate=1.15),
    Attack("a34_speed_140", f"[0]{_speed(1.4)}[out]", rate=1.4),
    Attack("a35_speed_160", f"[0]{_speed(1.6)}[out]", rate=1.6),
    # atempo copies pieces of the waveform, rubberband moves phases.
    Attack("a36_tempo_062", "[0]atempo=0.62[out]", rate=0.62),
    Attack("a37_tempo_075", "[0]rubberband=tempo=0.75[out]", rate=0.75),
    Attack("a38_tempo_135", "[0]rubberband=tempo=1.35[out]", rate=1.35),
    Attack("a39_tempo_160", "[0]atempo=1.6[out]", rate=1.6),

    Attack("a40_pitch_down_7", f"[0]{_pitch(-7)}[out]"),
    Attack("a41_pitch_down_5", f"[0]{_pitch(-5)}[out]"),
    Attack("a42_pitch_up_3", f"[0]{_pitch(3)}[out]"),
    Attack("a43_pitch_up_5", f"[0]{_pitch(5)}[out]"),
    Attack("a44_pitch_up_7", f"[0]{_pitch(7)}[out]"),
    Attack("a45_tempo_085_pitch_up_4", f"[0]{_pitch(4, tempo=0.85)}[out]",
           rate=0.85),
    Attack("a46_tempo_125_pitch_down_4", f"[0]{_pitch(-4, tempo=1.25)}[out]",
           rate=1.25),
    Attack("a47_speed_130_pitch_down_2", f"[0]{_speed(1.3)},{_pitch(-2)}[out]",
           rate=1.3),
    Attack("a48_speed_075_pitch_up_3", f"[0]{_speed(0.75)},{_pitch(3)}[out]",
           rate=0.75),

    Attack("a50_voice_plus_6db", _under(_VOICE, 6)),
    Attack("a51_voice_0db", _under(_VOICE, 0)),
    Attack("a52_voice_minus_6db", _under(_VOICE, -6)),
    Attack("a53_voice_minus_12db", _under(_VOICE, -12)),
    Attack("a54_voice_0db_5s", _under(_VOICE, 0), clip_s=5),
    Attack("a55_voice_minus_6db_4s", _under(_VOICE, -6), clip_s=4),
    Attack("a56_brown_noise_plus_6db", _under(_noise("brown"), 6)),
    Attack("a57_white_noise_0db", _under(_noise("white"), 0)),
    Attack("a58_pink_noise_minus_6db", _under(_noise("pink"), -6)),

    # Two bands, neither in tune nor in time with each other.
    Attack("a60_music_0db", _under(_band(112, 440), 0)),
    Attack("a61_music_minus_6db", _under(_band(96, 493.9), -6)),
    # A living room with hiss, recorded by a telephone's microphone.
    # Short frames, because amix drops a last one that afir left incomplete.
    Attack("a62_room",
           _reverberant(0.5, -3)
           + "anoisesrc=c=pink:d=600:a=0.01:seed=11[hiss];"
           "[wet]highpass=f=200,lowpass=f=7000,asetnsamples=n=1024:p=0[far];"
           "[far][hiss]amix=inputs=2:duration=first:normalize=0[out]"),
    Attack("a63_large_hall", _reverberant(3, -6) + "[wet]anull[out]"),
    # `-f mov` because the extension (m4a) stands for a muxer without mu-law.
    Attack("a64_phone", "[0]highpass=f=300:p=2,lowpass=f=3400:p=2[out]",
           encode="-c:a pcm_mulaw -ar 8000 -ac 1 -f mov"),
    # The band of medium wave, with its compressor, hum and static; mono.
    Attack("a65_am_radio",
           "sine=f=100:d=600,volume=-14dB[hum];"
           "anoisesrc=c=white:d=600:a=0.03:seed=11[static];"
           "[0]loudnorm=I=-18:TP=-2,aresample=44100,pan=mono|c0=0.5*c0+0.5*c1,"
           "acompressor=threshold=0.05:ratio=8:attack=5:release=80:makeup=3[m];"
           "[m][hum][static]amix=inputs=3:duration=first:normalize=0,"
           "highpass=f=100,lowpass=f=4500:p=2,lowpass=f=4500:p=2[out]"),
    # A mix to mono keeps the difference of the channels only, and of a work
    # in mono nothing at all.
    Attack("a66_left_inverted",
           "[0]aformat=channel_layouts=stereo,stereotools=phasel=1[out]"),
    # The yardstick hands on two channels: those in front, the others silent.
    Attack("a67_widened_5_1",
           "[0]aformat=channel_layouts=stereo,"
           "stereowiden=delay=20:feedback=0.3:crossfeed=0.3:drymix=0.8[out]",
           encode="-c:a aac -ac 6 -b:a 256k"),

    Attack("a70_mp3_8k", "[0]anull[out]",
           encode="-c:a libmp3lame -b:a 8k -ar 16000 -ac 1"),
    Attack("a71_opus_8k", "[0]anull[out]",
           encode="-c:a libopus -b:a 8k -ar 48000 -ac 1"),
    Attack("a72_aac_16k", "[0]anull[out]",
           encode="-c:a aac -b:a 16k -ar 16000 -ac 1"),
    # Quiet passages raised by 35 dB, then all driven 15 dB into a hard limit.
    Attack("a73_companded_clipped",
           "[0]compand=attacks=0.005:decays=0.1"
           ":points=-90/-90|-60/-25|-30/-12|0/-6,loudnorm=I=-16:TP=-1,"
           "volume=16dB:precision=float,asoftclip=type=hard,volume=-3dB[out]"),
    Attack("a74_bass_15db_treble_cut",
           "[0]volume=-12dB,bass=g=15:f=120,lowpass=f=1800:p=2,"
           "alimiter=limit=0.9:level=0[out]"),
    Attack("a75_band_1_3khz",
           "[0]highpass=f=1000:p=2,highpass=f=1000:p=2,lowpass=f=3000:p=2,"
           "lowpass=f=3000:p=2,loudnorm=I=-18:TP=-2[out]"),

    Attack("a80_chorus_flanger",
           "[0]chorus=0.6:0.9:50|60|40:0.4|0.32|0.3:0.25|0.4|0.3:2|2.3|1.3,"
           "flanger=delay=3:depth=4:regen=40:width=80:speed=0.4[out]"),
    Attack("a81_phaser_tremolo",
           "[0]aphaser=in_gain=0.6:out_gain=0.9:delay=3:decay=0.5:speed=0.6,"
           "tremolo=f=5:d=0.6[out]"),
    # 2.5 ms there and back four times a second: 0.5 semitones up and down.
    Attack("a82_vibrato", "[0]vibrato=f=4:d=0.5[out]"),
    # "8-D": the sound circles the head once in eight seconds.
    Attack("a83_circling",
           "[0]aformat=channel_layouts=stereo,apulsator=hz=0.125:amount=0.95,"
           "aecho=0.8:0.7:31|59|83:0.3|0.2|0.15[out]"),
    Attack("a84_bit_crushed",
           "[0]loudnorm=I=-18:TP=-2,aresample=44100,"
           "aformat=channel_layouts=stereo,"
           "acrusher=bits=5:mode=lin:mix=1:aa=0:samples=4[out]"),
    # What an editing app does to a voice, done to music.
    Attack("a85_denoised_levelled",
           "[0]afftdn=nr=40:nf=-25:tn=1,dynaudnorm=f=150:g=7:m=20[out]"),
    # Singers stand in the middle; 0.85 leaves something of works in mono.
    Attack("a86_voice_removed",
           "[0]aformat=channel_layouts=stereo,pan=mono|c0=c0-0.85*c1,"
           "loudnorm=I=-18:TP=-2[out]"),

    Attack("a90_snippet_3s", "[0]anull[out]", clip_s=3),
    Attack("a91_snippet_2s", "[0]anull[out]", clip_s=2),  # a stretch
    Attack("a92_medley_4x5s", "[0]anull[out]", clip_s=5, pieces=4),
    Attack("a93_snippet_4s_pitch_up_2", f"[0]{_pitch(2)}[out]", clip_s=4),
    Attack("a94_snippet_5s_speed_110", f"[0]{_speed(1.1)}[out]", rate=1.1,
           clip_s=5),
]

VIDEO: list[Attack] = []
