#include "fingerprint/frame_hash.h"
