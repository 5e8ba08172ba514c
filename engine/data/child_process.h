#pragma once

#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <sys/types.h>

namespace zscape {

/// A copy of this process that answers requests, for a library that a stranger's file may bring down, keep for ever or
/// lead to other files: the copy falls alone. It opens no file after its first answer, has a minute for each (five
/// seconds of a processor), takes no more than 1 GB of memory beyond what it was made with, and says nothing on the
/// terminal. It ends with its owner, also where that is killed. Of the process it has what lay in memory: `answer` must
/// take no lock that another thread may hold (memory may be allocated: glibc sees to its own).
class ChildProcess {
public:
    /// What is run in the copy, one request after another. Nothing that it changes is seen by the process.
    using Answer = std::function<std::string(std::string_view request)>;

    /// \throws Error "system.fork" when there is no room for another process
    explicit ChildProcess(const Answer& answer);
    ~ChildProcess();
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;

    /// The answer to a request; nothing where the copy fell over it, took too long or said more than `most` bytes, and
    /// ever after. From any thread; one waits for the other.
    /// \throws Cancelled when asked to stop meanwhile, and ever after
    std::optional<std::string> ask(std::string_view request, size_t most, const std::stop_token& stop);

private:
    void end();

    std::mutex mutex_;
    pid_t process_ = -1;  ///< guarded by mutex_, as what follows; -1: it has ended
    int socket_ = -1;
    bool cancelled_ = false;
};

}  // namespace zscape
