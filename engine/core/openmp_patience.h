#pragma once

namespace zscape {

/// Starts this program once more with GOMP_SPINCOUNT=1000, unless the person has set it or OMP_WAIT_POLICY. Call it in main
/// before any thread, file or window is made; on success it does not return. Where the program cannot be started again it
/// returns, and only the speed differs.
///
/// A thread of libgomp that waits for its team spins for milliseconds. Beside other programs it then waits for a partner
/// that the kernel has put aside, and burns the very core that the partner needs: 100 small steps took 8.3 s with a
/// compiler running beside, 0.9 s with this. On an idle machine it gave between nothing and 1.4 times. libgomp reads the
/// variable when it is loaded, which is before main.
void limitOpenMpSpinning(char** argv);

}  // namespace zscape
