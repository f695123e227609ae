#include "service/server.h"
