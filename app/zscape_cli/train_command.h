#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace zscape {

class Output;

/// What was asked for on the command line; empty and 0 where nothing was.
struct TrainOptions {
    std::string data;
    std::string recipe;
    std::string project;
    std::vector<std::string> sets;
    int64_t epochs = 0;
    int64_t steps = 0;
    std::optional<uint64_t> seed;
    std::string heldOut;
    std::string device = "auto";
    std::string precision = "auto";
    int threads = 0;
    bool resume = false;
    bool startNew = false;  ///< another run beside those that the project holds
    std::string run;        ///< with resume: number or name; empty: the current one
    bool json = false;
};

/// \return the exit status. \throws Error
int runTrain(const TrainOptions& options, Output& output);

}  // namespace zscape
