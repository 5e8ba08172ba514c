#pragma once

namespace zscape {

/// Starts this program once more with GOMP_SPINCOUNT=4000, unless the person has set it or OMP_WAIT_POLICY. Call it in main
/// before any thread, file or window is made; on success it does not return. Where the program cannot be started again it
/// returns, and only the speed differs.
///
/// A thread of libgomp that waits for its team spins for milliseconds (300,000 turns). Beside other programs it then waits
/// for a partner that the kernel has put aside, and burns the very core that the partner needs: 100 small steps took
/// 8.3 s with a compiler running beside. With too few turns every parallel loop pays the kernel for a wake-up. vae-dense on
/// two cores, 500 steps in seconds, idle machine | 200 steps beside a compiler: 1000 turns 2.7 | 2.4, 4000 turns 2.1 | 4.3,
/// 10,000 turns 2.1 | 6.3, 300,000 turns 1.9 | more than 10. libgomp reads the variable when it is loaded, before main.
void limitOpenMpSpinning(char** argv);

}  // namespace zscape
