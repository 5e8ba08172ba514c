#pragma once

#include <chrono>
#include <functional>
#include <stop_token>
#include <thread>

namespace zscape {

/// SIGINT and SIGTERM as something to wait for: the handler writes a byte into a pipe and takes itself away, so that a
/// second one ends the program at once. Other threads wake the waiting one through the same pipe. One in a program.
class InterruptPipe {
public:
    InterruptPipe();
    ~InterruptPipe();
    InterruptPipe(const InterruptPipe&) = delete;
    InterruptPipe& operator=(const InterruptPipe&) = delete;

    /// From any thread: wait() returns.
    void wake() const;
    /// Until a signal, a wake or the time is over.
    void wait(std::chrono::milliseconds atMost);
    /// The signal that came; 0: none.
    int signal() const;

private:
    int readEnd_ = -1;
    int writeEnd_ = -1;
};

/// What a shell expects of a program that a signal has ended: 130 for SIGINT, 143 for SIGTERM.
int exitStatusOf(int signal);

/// Runs `work` with a token that SIGINT and SIGTERM stop. \return work's result; exitStatusOf() the signal when it was cancelled
int runInterruptibly(const std::function<int(std::stop_token)>& work);

}  // namespace zscape
