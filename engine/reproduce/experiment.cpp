#include "engine/reproduce/experiment.h"

#include "engine/core/error.h"
#include "engine/core/setting.h"
#include "engine/reproduce/experiment_runner.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <stdexcept>

namespace zscape {
namespace {

double valueOf(const Numbers& numbers, const std::string& key) {
    const auto found =
        std::find_if(numbers.begin(), numbers.end(), [&](const auto& number) { return number.first == key; });
    if (found == numbers.end()) throw std::logic_error("the experiment measured no " + key);
    return found->second;
}

}  // namespace

bool Quantity::isBounded() const { return std::isfinite(atLeast) || std::isfinite(atMost); }

const Experiment& findExperiment(const std::string& name) {
    std::vector<std::string> names;
    for (const Experiment& experiment : experiments()) {
        if (experiment.name == name) return experiment;
        names.push_back(experiment.name);
    }
    const std::string near = nearestWord(name, names);
    throw Error("usage.experiment", "There is no experiment \"%1\". %2",
                {name, near.empty() ? "zscape-cli reproduce lists them." : "Did you mean " + near + "?"});
}

Measured judge(const Quantity& quantity, std::vector<double> values, int64_t epochs) {
    Measured measured{quantity, std::move(values)};
    const auto count = static_cast<double>(measured.values.size());
    for (const double value : measured.values) measured.mean += value / count;
    double squares = 0;
    for (const double value : measured.values) squares += (value - measured.mean) * (value - measured.mean);
    measured.spread = count > 1 ? std::sqrt(squares / (count - 1)) : std::numeric_limits<double>::quiet_NaN();
    const bool compares = quantity.isBounded() && (quantity.epochs == 0 || quantity.epochs == epochs);
    // A mean that is not a number lies nowhere.
    if (compares)
        measured.verdict =
            measured.mean >= quantity.atLeast && measured.mean <= quantity.atMost ? Verdict::Met : Verdict::NotMet;
    return measured;
}

Verdict Reproduction::verdict() const {
    Verdict all = Verdict::NotCompared;
    for (const Measured& number : numbers) {
        if (number.verdict == Verdict::NotMet) return Verdict::NotMet;
        if (number.verdict == Verdict::Met) all = Verdict::Met;
    }
    return all;
}

Reproduction reproduce(const Experiment& experiment, const ReproduceOptions& options, const ProgressSink& progress,
                       std::stop_token stop) {
    if (options.epochs > 0 && experiment.epochs == 0)
        throw Error("usage.epochs", "The experiment %1 has no number of epochs to set. Leave --epochs out.",
                    {experiment.name});
    Reproduction result;
    result.epochs = options.epochs > 0 ? options.epochs : experiment.epochs;
    const int seeds = options.seeds > 0 ? options.seeds : experiment.seeds;
    const auto began = std::chrono::steady_clock::now();
    ExperimentRunner runner({seeds, result.epochs, options.threads}, progress, std::move(stop));
    std::vector<Numbers> measured;
    for (int seed = 1; seed <= seeds; ++seed) {
        runner.begin(static_cast<uint64_t>(seed));
        result.seeds.push_back(static_cast<uint64_t>(seed));
        measured.push_back(experiment.run(runner));
    }
    for (const Quantity& quantity : experiment.quantities) {
        std::vector<double> values;
        values.reserve(measured.size());
        for (const Numbers& numbers : measured) values.push_back(valueOf(numbers, quantity.key));
        result.numbers.push_back(judge(quantity, std::move(values), result.epochs));
    }
    result.threads = runner.threads();
    result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    return result;
}

}  // namespace zscape
