#pragma once

#include "engine/core/progress.h"

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

/// Claims of papers, measured again by one command each. No LibTorch in this header: the command line includes it.
namespace zscape {

/// A number that an experiment measures, and what it has to be. Without bounds it stands beside the others.
struct Quantity {
    std::string key;                                            ///< "test_loss", for scripts
    std::string what;                                           ///< "test loss, one sampled z an image"
    std::string unit;                                           ///< "nats per image"; empty: a plain number
    std::string published = {};                                 ///< as its source says it: "105.6"; empty: nothing is
    std::string source = {};                                    ///< of the published number or of the bounds
    double atLeast = -std::numeric_limits<double>::infinity();  ///< the mean over seeds is within: met
    double atMost = std::numeric_limits<double>::infinity();
    int64_t epochs = 0;  ///< what is claimed is claimed for a run of so many epochs; 0: for any

    bool isBounded() const;
};

/// One seed's numbers by key, in any order.
using Numbers = std::vector<std::pair<std::string, double>>;

class ExperimentRunner;

/// A row of the table.
struct Experiment {
    std::string name;      ///< "pytorch-vae", as on the command line
    std::string sentence;  ///< what is claimed
    std::string duration;  ///< expected on two cores with the numbers below: "1 minute"
    int seeds = 1;
    int64_t epochs = 0;  ///< 0: nothing is trained, or not by epochs
    std::vector<Quantity> quantities;
    std::function<Numbers(ExperimentRunner&)> run;  ///< once for each seed
};

/// All experiments, in the order of the list.
const std::vector<Experiment>& experiments();

/// \throws Error "usage.experiment" naming the nearest
const Experiment& findExperiment(const std::string& name);

struct ReproduceOptions {
    int seeds = 0;       ///< 1, 2, ... this many; 0: the experiment's own number
    int64_t epochs = 0;  ///< 0: the experiment's own
    int threads = 0;     ///< 0: the written rule
};

enum class Verdict { Met, NotMet, NotCompared };

struct Measured {
    Quantity quantity;
    std::vector<double> values;  ///< one a seed
    double mean = 0;
    double spread = 0;  ///< standard deviation over seeds, n - 1; NaN for one seed
    Verdict verdict = Verdict::NotCompared;
};

struct Reproduction {
    std::vector<uint64_t> seeds;
    int64_t epochs = 0;
    int threads = 0;
    double seconds = 0;
    std::vector<Measured> numbers;  ///< in the order of the experiment's quantities
    Verdict verdict() const;        ///< of all that were compared
};

/// Mean, spread and verdict of a quantity over its seeds. `epochs` that the run had.
Measured judge(const Quantity& quantity, std::vector<double> values, int64_t epochs);

/// Runs it for each seed in memory; nothing is written but the shared cache of images. Progress counts epochs of
/// training, and work that is worth one.
/// \throws Error "usage.epochs" when the experiment has none to set, Cancelled
Reproduction reproduce(const Experiment& experiment, const ReproduceOptions& options, const ProgressSink& progress,
                       std::stop_token stop);

}  // namespace zscape
