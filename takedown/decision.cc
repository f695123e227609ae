#include "takedown/decision.h"
