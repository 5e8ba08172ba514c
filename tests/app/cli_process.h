#pragma once

#include "tests/engine/data/temporary_folder.h"

#include <nlohmann/json.hpp>
#include <string>
#include <sys/types.h>
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

/// zscape-cli as a process of its own, in a folder of its own: its cache lies there too, and it computes with one thread.
class Cli {
public:
    const TemporaryFolder& folder() const { return folder_; }
    std::string path(const std::string& name) const { return (folder_ / name).string(); }

    CliResult run(const std::vector<std::string>& arguments);
    /// Starts it, and sends `signal` once standard output holds `text`.
    CliResult runAndSignal(const std::vector<std::string>& arguments, const std::string& text, int signal);

    /// From now on as the user nobody, whose cache lies in `folder`; only root can.
    void asNobody(const std::string& folder) { nobodysFolder_ = path(folder); }

    /// A folder "images" with two labelled sub-folders of grey gradients, 16x16, `each` in either.
    std::string makeImages(int each = 12);
    /// A small trained project, made once.
    std::string trained(const std::string& recipe = "vae-2d");

private:
    CliResult watch(pid_t child, int out, int err, const std::string& text, int signal);

    TemporaryFolder folder_;
    std::string nobodysFolder_;
};

}  // namespace zscape
