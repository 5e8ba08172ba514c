#pragma once

#include <chrono>

namespace zscape {

/// The signals that ask a program to end (INT, TERM, HUP) as something to wait for: the handler writes a byte into a
/// pipe. INT and TERM take themselves away, so that a second one ends the program at once; a terminal that closes often
/// says HUP twice, so that one stays. A HUP that was ignored when the program began (nohup) stays ignored. Other
/// threads wake the waiting one through the same pipe. One in a program.
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
    /// The first signal that came; 0: none.
    int signal() const;
    /// Readable when there is something to wait() for, for an event loop.
    int descriptor() const { return readEnd_; }

private:
    int readEnd_ = -1;
    int writeEnd_ = -1;
};

/// Closed pipes and files that may not grow become errors of what writes to them, and end no program: the sentence is
/// reached, and what can be saved is. Once, when the program begins.
void writeErrorsInsteadOfSignals();

}  // namespace zscape
