"""Attacks on video of our own, beside those of the yardstick.

    yardstick.py make --media ../shared/corpus --out suite --per-attack 8 \\
        --attacks bench/video_attacks.py
    yardstick.py run --suite suite --earmark build/release/earmark

They cover what people do to pictures, up to both ends: inverted and nearly
black, turned by any angle, a quarter of the picture or a fifth of the width of
another one, filmed off a screen, under half-transparent other videos, at half
and at double the speed, from 144 lines to 2160, and pieces of 1.5 to 2 s.
Stretches, which nothing promises: v87, v88 and v89 (very short pieces, and
played backwards) and v98 (only the edges are left).

The tens of the names are families, so that `--only v3,v5` makes some of them:
v3 colours, v4 turning, v5 cropping, insets and tiles, v6 lenses and screens,
v7 what lies on top, v8 time, v9 codecs, sizes and effects.

`attacks` is the yardstick's own module: it lies beside yardstick.py, which
loads this file. Inputs and output of a graph, and the fields, stand there.
The yardstick plays every query at 25 frames a second until `encode`, and uses
at most 12 s of a work.
"""

from attacks import Attack

_WIDTH, _HEIGHT = 640, 360
_SIZE = f"{_WIDTH}:{_HEIGHT}"
# Within these, in the clip's own shape.
_FIT = (f"scale={_SIZE}:force_original_aspect_ratio=decrease"
        ":force_divisible_by=2,setsar=1")


def _filled(width: int, height: int) -> str:
    size = f"{width}:{height}"
    return (f"scale={size}:force_original_aspect_ratio=increase,"
            f"crop={size},setsar=1")


_FILL = _filled(_WIDTH, _HEIGHT)


def _plain(effects: str) -> str:
    return f"[0]{_FIT},{effects}[out]"


def _turned(degrees: float, before: str = "null") -> str:
    """Turned clockwise, with black corners, so that all of it is seen."""
    angle = f"{degrees}*PI/180"
    return _plain(f"{before},rotate={angle}:ow=rotw({angle}):oh=roth({angle})")


def _quarter(x: str, y: str) -> str:
    return _plain(f"crop=iw/2:ih/2:{x}:{y},scale={_SIZE}")


def _inset(share: float, x: str, y: str) -> str:
    """The clip, `share` as wide as the other one, which it lies on."""
    return (f"[0]scale={_WIDTH * share:.0f}:-2,setsar=1[a];[1]{_FILL}[b];"
            f"[b][a]overlay={x}:{y}:shortest=1[out]")


def _tiles(columns: int, rows: int, at: int) -> str:
    """The clip as tile `at`, row by row; in the others, other views of the
    other clip."""
    width, height = _WIDTH // columns // 2 * 2, _HEIGHT // rows // 2 * 2
    count = columns * rows
    others = [n for n in range(count) if n != at]
    views = ("null", "hflip", "crop=iw/2:ih/2:0:0", "crop=iw/2:ih/2",
             "vflip", "negate", "crop=iw/2:ih:iw/2:0", "hue=h=120")
    graph = f"[1]split={len(others)}"
    graph += "".join(f"[o{n}]" for n in others) + ";"
    graph += "".join(f"[o{n}]{view},{_filled(width, height)}[t{n}];"
                     for n, view in zip(others, views))
    graph += f"[0]{_filled(width, height)}[t{at}];"
    graph += "".join(f"[t{n}]" for n in range(count))
    layout = "|".join(f"{n % columns * width}_{n // columns * height}"
                      for n in range(count))
    return f"{graph}xstack=inputs={count}:layout={layout}:shortest=1[out]"


def _blended(opacity: float) -> str:
    """The clip, under the other one, of which so much shows."""
    return (f"[0]{_FILL},fps=25,format=yuv420p[a];"
            f"[1]{_FILL},fps=25,format=yuv420p[b];"
            f"[b][a]blend=all_opacity={opacity}:shortest=1[out]")


def _subtitles(y: str) -> str:
    lines = ("and that is how it all began",
             "nobody believed us at the time",
             "but look at what happens now")
    return ",".join(
        f"drawtext=text='{line}':fontsize=w/24:fontcolor=white:borderw=3"
        f":box=1:boxcolor=black@0.6:boxborderw=8:x=(w-tw)/2:y={y}"
        f":enable='eq(mod(floor(t/2),{len(lines)}),{n})'"
        for n, line in enumerate(lines))


def _foreground(width: int, height: int) -> str:
    """Before a green screen: a head and shoulders with the texture of the
    other clip, swaying before the clip."""
    head = "lt(hypot((X-W/2)/(W*0.24),(Y-H*0.28)/(H*0.26)),1)"
    shoulders = "lt(hypot((X-W/2)/(W*0.48),(Y-H)/(H*0.52)),1)"
    return (f"nullsrc=s={width}x{height}:r=25,trim=end_frame=1,format=gray,"
            f"geq=lum='255*max({head},{shoulders})',loop=-1:1[shape];"
            f"[1]{_filled(width, height)},fps=25[texture];"
            "[texture][shape]alphamerge[person];"
            f"[0]{_FILL},fps=25[behind];"
            "[behind][person]overlay=x='(W-w)/2+W*0.06*sin(1.7*t)':y=H-h"
            ":shortest=1[out]")


def _speed(factor: float) -> str:
    return _plain(f"setpts=PTS/{factor},fps=25")


def _filmed(surround: str, margin: float, corners: str, after: str) -> str:
    """A screen with a black rim, seen at an angle before `surround`. Corners
    are those of the picture with its margin: upper left, upper right, lower
    left, lower right, as shares of the width and the height."""
    shares = corners.split()
    assert len(shares) == 8
    places = ":".join(
        f"{axis}{corner}={'W' if axis == 'x' else 'H'}"
        f"*{shares[2 * corner + (axis == 'y')]}"
        for corner in range(4) for axis in "xy")
    return _plain(
        f"pad=iw+24:ih+24:12:12:black,pad=iw*{margin}:ih*{margin}:-1:-1"
        f":{surround},perspective={places}:sense=destination,"
        f"scale={_SIZE},setsar=1,{after}")


def _x264(options: str) -> str:
    return f"-c:v libx264 -preset veryfast {options}"


_SEPIA = "0.393:0.769:0.189:0:0.349:0.686:0.168:0:0.272:0.534:0.131"
_FOUR_LEVELS = ":".join(f"{c}='floor(val/64)*85'" for c in "rgb")
_SIX_LEVELS = ":".join(f"{c}='floor(val/43)*51'" for c in "rgb")

AUDIO: list[Attack] = []

VIDEO = [
    Attack("v30_inverted", _plain("negate")),
    Attack("v31_grey", _plain("hue=s=0")),
    Attack("v32_posterised", _plain(f"format=rgb24,lutrgb={_FOUR_LEVELS}")),
    Attack("v33_very_dark",
           _plain("colorlevels=romax=0.15:gomax=0.15:bomax=0.15")),
    Attack("v34_washed_out",
           _plain("colorlevels=romin=0.7:gomin=0.7:bomin=0.7")),
    Attack("v35_hue_180", _plain("hue=h=180:s=1.5")),
    Attack("v36_sepia", _plain(f"colorchannelmixer={_SEPIA}")),
    Attack("v37_channels_swapped",
           _plain("colorchannelmixer=rr=0:rg=1:gg=0:gb=1:bb=0:br=1")),
    Attack("v38_vignette", _plain("vignette=a=PI/2.5,eq=contrast=1.3")),
    Attack("v39_solarised",
           _plain("format=rgb24,curves=all='0/0 0.5/1 1/0'")),

    Attack("v40_turned_minus_30", _turned(-30)),
    Attack("v41_turned_15", _turned(15)),
    # Its frame stays, and the corners of the picture are lost.
    Attack("v42_turned_45", _plain("rotate=PI/4")),
    Attack("v43_turned_200", _turned(200)),
    Attack("v44_mirrored_turned_20", _turned(20, before="hflip")),
    Attack("v45_turned_90", _plain("transpose=clock")),
    Attack("v46_turned_180", _plain("hflip,vflip")),
    Attack("v47_turned_270", _plain("transpose=cclock")),
    Attack("v48_mirrored_turned_90", _plain("transpose=clock_flip")),
    Attack("v49_rocking_12", _plain("rotate='PI/15*sin(1.3*t)'")),

    Attack("v50_quarter_upper_left", _quarter("0", "0")),
    Attack("v51_quarter_upper_right", _quarter("iw/2", "0")),
    Attack("v52_quarter_lower_right", _quarter("iw/2", "ih/2")),
    Attack("v53_quarter_middle", _quarter("iw/4", "ih/4")),
    Attack("v54_inset_50", _inset(0.5, "W*0.45", "H*0.1")),
    Attack("v55_inset_30", _inset(0.3, "W*0.05", "H*0.6")),
    Attack("v56_inset_20", _inset(0.2, "W*0.75", "H*0.7")),
    Attack("v57_two_tiles", _tiles(2, 1, at=1)),
    Attack("v58_four_tiles", _tiles(2, 2, at=2)),
    Attack("v59_nine_tiles", _tiles(3, 3, at=5)),

    Attack("v60_shake",
           _plain("crop=iw*0.84:ih*0.84:(iw-ow)/2*(1+0.9*sin(7.3*t))"
                  ":(ih-oh)/2*(1+0.9*sin(9.1*t+1))")),
    Attack("v61_fisheye",
           _plain("lenscorrection=k1=0.5:k2=0.3,crop=iw*0.86:ih*0.86")),
    Attack("v62_pincushion", _plain("lenscorrection=k1=-0.3:k2=-0.1")),
    Attack("v63_off_a_phone",
           _filmed("0x4a3a30", 1.5, "0 .12 .96 -.05 .1 1.05 1.06 .85",
                   "rotate=0.05:c=0x4a3a30,eq=gamma=1.2:contrast=0.8"
                   ":saturation=0.7,noise=alls=12:allf=t,gblur=sigma=0.9")),
    Attack("v64_off_a_cinema_screen",
           _filmed("0x060606", 1.25, "-.02 .02 .9 .18 -.04 .96 .92 .8",
                   "eq=gamma=0.7:contrast=0.8:saturation=0.6,"
                   "drawbox=x=iw*.2:y=ih*.84:w=iw*.1:h=ih*.16:c=black:t=fill,"
                   "drawbox=x=iw*.6:y=ih*.8:w=iw*.12:h=ih*.2:c=black:t=fill,"
                   "noise=alls=24:allf=t,gblur=sigma=1.4")),
    # Bands roll over a screen whose rate is not the camera's.
    Attack("v65_off_a_rolling_screen",
           _plain("eq=contrast=0.9,geq=lum='lum(X,Y)*(0.75+0.25*sin(2*PI*"
                  "(2*Y/H-1.3*T)))':cb='cb(X,Y)':cr='cr(X,Y)'")),
    Attack("v66_squeezed_to_portrait", "[0]scale=360:640,setsar=1[out]"),
    Attack("v67_stretched_to_21_9", "[0]scale=840:360,setsar=1[out]"),
    Attack("v68_portrait_panned",
           f"[0]{_FILL},crop=ih*9/16:ih:(iw-ow)*(0.5+0.5*sin(0.6*t)):0,"
           "scale=360:640,setsar=1[out]"),
    Attack("v69_keystone",
           _plain("perspective=x0=W*0.18:y0=0:x1=W*0.82:y1=0:x2=0:y2=H:x3=W"
                  ":y3=H:sense=source")),

    Attack("v70_overlay_30", _blended(0.3)),
    Attack("v71_overlay_50", _blended(0.5)),
    Attack("v72_stickers",
           _plain("drawbox=x=iw*.04:y=ih*.08:w=iw*.2:h=ih*.3:c=orange:t=fill,"
                  "drawbox=x=iw*.7:y=ih*.55:w=iw*.26:h=ih*.3:c=magenta:t=fill,"
                  "drawtext=text='♥':fontsize=h/2:fontcolor=red"
                  ":x=w*(0.4+0.1*sin(2*t)):y=h*0.2,"
                  "drawtext=text='☺':fontsize=h/2.5:fontcolor=yellow"
                  ":x=w*0.08:y=h*(0.5+0.05*sin(5*t)),"
                  "drawtext=text='WOW!':fontsize=h/6:fontcolor=white"
                  ":borderw=5:x=w*0.62:y=h*0.1")),
    Attack("v73_subtitles_top", _plain(_subtitles("h*0.08"))),
    Attack("v74_subtitles_middle", _plain(_subtitles("(h-th)/2"))),
    Attack("v75_subtitles_bottom", _plain(_subtitles("h*0.84"))),
    Attack("v76_person_before_it", _foreground(240, 280)),
    Attack("v77_large_person_before_it", _foreground(440, 350)),
    Attack("v78_channel_frame",
           f"[0]scale=400:226:force_original_aspect_ratio=increase,"
           f"crop=400:226,pad={_SIZE}:20:60:0x5b2a86,setsar=1,"
           "drawtext=text='MOVIE  TIME':fontsize=34:fontcolor=gold:x=20:y=14,"
           "drawtext=text='part 7 of 12':fontsize=28:fontcolor=white:x=430"
           ":y=120,drawtext=text='like and follow':fontsize=28"
           ":fontcolor=white:x=20:y=306[out]"),
    Attack("v79_ticker_and_logo",
           _plain("drawbox=x=0:y=ih*.85:w=iw:h=ih*.15:c=darkred:t=fill,"
                  "drawtext=text='LATEST   markets close higher   rain until "
                  "Thursday   results at ten':fontsize=h/11:fontcolor=white"
                  ":x=w-mod(110*t\\,w+tw):y=h*0.88,"
                  "drawbox=x=iw*.82:y=ih*.05:w=iw*.14:h=ih*.12:c=white@0.8"
                  ":t=fill,drawtext=text='24':fontsize=h/10:fontcolor=navy"
                  ":x=w*0.85:y=h*0.065")),

    Attack("v80_10_fps", _plain("fps=10"), encode=_x264("-crf 26 -r 10")),
    # Frames between are blends of their neighbours.
    Attack("v81_60_fps", _plain("framerate=fps=60"),
           encode=_x264("-crf 26 -r 60")),
    Attack("v82_speed_050", _speed(0.5), rate=0.5),
    Attack("v83_speed_070", _speed(0.7), rate=0.7),
    Attack("v84_speed_150", _speed(1.5), rate=1.5),
    Attack("v85_speed_200", _speed(2), rate=2),
    # Two frames stand for 2 s each; `rate` only makes room for them.
    Attack("v86_freeze_frames",
           _plain("fps=25,loop=loop=50:size=1:start=50,"
                  "loop=loop=50:size=1:start=200"), rate=0.75),
    Attack("v87_snippet_2s", _plain("null"), clip_s=2),  # a stretch
    Attack("v88_supercut_4x1_5s", f"[0]{_FILL}[out]", clip_s=1.5,
           pieces=4),  # a stretch
    Attack("v89_reversed", _plain("reverse")),  # a stretch

    Attack("v90_144p", "[0]scale=-2:144,setsar=1[out]",
           encode=_x264("-crf 34")),
    Attack("v91_4k", "[0]scale=3840:-2:flags=lanczos,setsar=1[out]",
           encode="-c:v libx264 -preset ultrafast -crf 26", clip_s=4),
    Attack("v92_mpeg4_low", _plain("scale=320:-2"),
           encode="-c:v mpeg4 -b:v 90k -g 250"),
    Attack("v93_vp9_low", _plain("null"),
           encode="-c:v libvpx-vp9 -b:v 60k -deadline realtime -cpu-used 7"),
    Attack("v94_av1_low", _plain("null"),
           encode="-c:v libaom-av1 -b:v 60k -usage realtime -cpu-used 8"),
    Attack("v95_film_grain",
           _plain("eq=contrast=1.1:saturation=0.85,noise=alls=45:allf=t")),
    Attack("v96_pixelated", _plain("pixelize=w=6:h=6")),
    Attack("v97_sharpened", _plain("unsharp=9:9:3:9:9:1")),
    Attack("v98_edges", _plain("edgedetect=low=0.08:high=0.2")),  # a stretch
    Attack("v99_cartoon",
           f"[0]{_FIT},gblur=sigma=1.2,format=gbrp,split[a][b];"
           f"[a]lutrgb={_SIX_LEVELS},eq=saturation=1.6,format=gbrp[flat];"
           "[b]format=gray,edgedetect=low=0.06:high=0.16,negate,"
           "format=gbrp[lines];[flat][lines]blend=all_mode=multiply[out]"),
]
