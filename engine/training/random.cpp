#include "engine/training/random.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>
#include <ATen/detail/CUDAHooksInterface.h>

namespace zscape {

namespace {

// Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014.
uint64_t splitMix(uint64_t value) {
    value += 0x9e3779b97f4a7c15ULL;
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9ULL;
    value = (value ^ (value >> 27)) * 0x94d049bb133111ebULL;
    return value ^ (value >> 31);
}

}  // namespace

uint64_t mixSeed(uint64_t seed, RandomStream stream, uint64_t turn) {
    return splitMix(splitMix(splitMix(seed) ^ static_cast<uint64_t>(stream)) ^ turn);
}

at::Generator makeGenerator(at::Device device, uint64_t seed) {
    if (device.is_cpu()) return at::make_generator<at::CPUGeneratorImpl>(seed);
    at::Generator generator = at::detail::getCUDAHooks().getNewGenerator(device.index());
    generator.set_current_seed(seed);
    return generator;
}

}  // namespace zscape
