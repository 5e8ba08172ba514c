#pragma once

namespace zscape {

/// Sets GOMP_SPINCOUNT=20000, unless the person has set it or OMP_WAIT_POLICY. Call it in main before any thread, file
/// or window is made. libgomp reads the variable when it is loaded, with the module of a program; where it is loaded
/// already the program is started once more, and this does not return. Where that fails only the speed differs.
///
/// A thread of libgomp that waits for its team spins for milliseconds (300,000 turns). Beside other programs it then
/// waits for a partner that the kernel has put aside, and burns the very core that the partner needs: 100 small steps
/// took 8.3 s with a compiler running beside. With too few turns every parallel loop pays the kernel for a wake-up.
/// vae-dense on two cores, medians in turn on an idle machine in images/s: 1,000 turns 16,200, 4,000 21,300, 20,000
/// 23,400, 300,000 25,300; 200 steps beside a compiler in seconds: 2.4, 4.3, 7.2, more than 10.
void limitOpenMpSpinning(char** argv);

}  // namespace zscape
