#pragma once

// One loop, several processors: the linker's resolver picks the widest version that the machine has.
// Sanitizers are not set up yet when resolvers run.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)
#define ZSCAPE_MULTIVERSION __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define ZSCAPE_MULTIVERSION
#endif
