#include "fingerprint/fingerprint_codec.h"
