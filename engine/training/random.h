#pragma once

#include <ATen/core/Generator.h>
#include <c10/core/Device.h>

#include <cstdint>

namespace zscape {

/// What a random stream is for. Every stream of a run is its seed mixed with one of these.
enum class RandomStream : uint64_t { Views = 1, Codes = 2, Order = 3, HeldOut = 4, Table = 7, Lead = 8 };

/// A seed for one stream, and for one turn of it (an epoch): splitmix64, the same on every platform.
uint64_t mixSeed(uint64_t seed, RandomStream stream, uint64_t turn = 0);

/// A generator of its own on `device`, seeded.
at::Generator makeGenerator(at::Device device, uint64_t seed);

}  // namespace zscape
