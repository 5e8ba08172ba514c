#pragma once

#include <cstdint>

/// A plane of `points` points at 1600 x 1000 that is panned and zoomed by mouse events, 60 a second, for `seconds`; one
/// JSON line about what a person would have seen.
int planeBench(int64_t points, int seconds);
