#pragma once

#include "tests/engine/data/temporary_folder.h"

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <sys/types.h>
#include <utility>
#include <vector>

namespace zscape {

/// What a finished zscape-cli has left.
struct CliResult {
    int status = -1;  ///< exit status; 128 + signal when one ended it
    std::string out;
    std::string err;

    /// Every line of standard output as JSON; a line that is none fails the test that asks.
    std::vector<nlohmann::json> lines() const;
    /// The last line with this event; null when there is none.
    nlohmann::json last(const std::string& event) const;
    /// The lines of standard error.
    std::vector<std::string> errorLines() const;
};

/// How a process is begun, where it is not as usual.
struct ProcessStart {
    std::string program;  ///< empty: zscape-cli
    std::vector<std::pair<std::string, std::string>> environment;
    std::vector<std::string> without;  ///< variables that are not set
    int ignoredSignal = 0;             ///< as nohup ignores SIGHUP
    std::string outFile;               ///< standard output goes there and is not read
    int64_t largestFile = 0;           ///< bytes that a file may grow to (ulimit -f); 0: any
    bool readerLeaves = false;         ///< standard output is closed by its reader after the first line
};

/// zscape-cli as a process of its own, in a folder of its own: its cache and data lie there too, and it computes with
/// one thread.
class Cli {
public:
    /// Asked again and again while the process runs; true: now.
    using Moment = std::function<bool(const CliResult& soFar, pid_t process)>;

    const TemporaryFolder& folder() const { return folder_; }
    std::string path(const std::string& name) const { return (folder_ / name).string(); }

    CliResult run(const std::vector<std::string>& arguments, const ProcessStart& start = {});
    /// Starts it, and sends `signal` once standard output holds `text`.
    CliResult runAndSignal(const std::vector<std::string>& arguments, const std::string& text, int signal,
                           const ProcessStart& start = {});
    /// Starts it, and sends `signal` once `moment` has come.
    CliResult runUntil(const std::vector<std::string>& arguments, const Moment& moment, int signal,
                       const ProcessStart& start = {});

    /// From now on as the user nobody, whose cache lies in `folder`; only root can.
    void asNobody(const std::string& folder) { nobodysFolder_ = path(folder); }

    /// A folder "images" with two labelled sub-folders of grey gradients, 16x16, `each` in either.
    std::string makeImages(int each = 12);
    /// A small trained project, made once.
    std::string trained(const std::string& recipe = "vae-2d");

private:
    CliResult watch(pid_t child, int out, int err, const Moment& moment, int signal, const ProcessStart& start);

    TemporaryFolder folder_;
    std::string nobodysFolder_;
};

}  // namespace zscape
