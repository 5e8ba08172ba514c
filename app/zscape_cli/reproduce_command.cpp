#include "app/zscape_cli/reproduce_command.h"

#include "app/zscape_cli/interruption.h"
#include "app/zscape_cli/output.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace zscape {

namespace {

std::string fourDigits(double number) {
    char text[32];
    std::snprintf(text, sizeof text, "%.4g", number);
    return text;
}

const char* wordFor(Verdict verdict) {
    switch (verdict) {
        case Verdict::Met: return "met";
        case Verdict::NotMet: return "not met";
        case Verdict::NotCompared: return "not compared";
    }
    return "";
}

/// "accepted 105.1 to 106.1", "accepted at most 0.022"
std::string boundsText(const Quantity& quantity) {
    const bool from = std::isfinite(quantity.atLeast), to = std::isfinite(quantity.atMost);
    const bool positive = from && quantity.atLeast > 0 && quantity.atLeast < 1e-300;
    if (from && to && quantity.atLeast == quantity.atMost) return "accepted " + fourDigits(quantity.atLeast);
    if (from && to) return "accepted " + fourDigits(quantity.atLeast) + " to " + fourDigits(quantity.atMost);
    if (from) return positive ? "accepted above 0" : "accepted at least " + fourDigits(quantity.atLeast);
    return "accepted at most " + fourDigits(quantity.atMost);
}

/// `named`: the source that was said last, which is not said again.
void sayNumber(Output& output, const Measured& number, std::string& named) {
    const Quantity& quantity = number.quantity;
    std::string line = "  " + quantity.what + ": " + fourDigits(number.mean);
    if (std::isfinite(number.spread)) line += " ± " + fourDigits(number.spread);
    if (!quantity.unit.empty()) line += " " + quantity.unit;
    if (!quantity.published.empty()) line += "; reference " + quantity.published;
    if (quantity.isBounded()) {
        line += "; " + boundsText(quantity);
        if (quantity.epochs > 0) line += " after " + countText(quantity.epochs) + " epochs";
        line += "; " + std::string(wordFor(number.verdict));
    }
    output.say(line);
    if (!quantity.source.empty() && quantity.source != named) output.say("      " + quantity.source);
    if (!quantity.source.empty()) named = quantity.source;
}

Json numberJson(const Measured& number) {
    const auto finite = [](double value) { return std::isfinite(value) ? Json(value) : Json(); };
    const Quantity& quantity = number.quantity;
    Json values = Json::array();
    for (const double value : number.values) values.push_back(finite(value));
    return {{"key", quantity.key},
            {"what", quantity.what},
            {"unit", quantity.unit},
            {"values", values},
            {"mean", finite(number.mean)},
            {"spread", finite(number.spread)},
            {"published", quantity.published},
            {"source", quantity.source},
            {"at_least", finite(quantity.atLeast)},
            {"at_most", finite(quantity.atMost)},
            {"epochs", quantity.epochs},
            {"verdict", wordFor(number.verdict)}};
}

void draw(Output& output, const Progress& progress) {
    const double share = static_cast<double>(progress.done) / static_cast<double>(progress.total);
    std::string text = progress.verb + ", " + fourDigits(std::floor(100 * share)) + " %";
    if (progress.secondsLeft >= 0) text += ", " + clockText(progress.secondsLeft) + " left";
    output.progress(share, text);
}

int listExperiments(Output& output) {
    size_t width = 0;
    for (const Experiment& experiment : experiments()) width = std::max(width, experiment.name.size());
    for (const Experiment& experiment : experiments()) {
        output.line({{"event", "experiment"},
                     {"name", experiment.name},
                     {"sentence", experiment.sentence},
                     {"duration", experiment.duration},
                     {"seeds", experiment.seeds},
                     {"epochs", experiment.epochs}});
        if (!output.json())
            output.say(experiment.name + std::string(width + 2 - experiment.name.size(), ' ') + experiment.sentence +
                       " (" + experiment.duration + ")");
    }
    return 0;
}

}  // namespace

int runReproduce(const std::string& name, const ReproduceOptions& options, Output& output) {
    if (name.empty()) return listExperiments(output);
    const Experiment& experiment = findExperiment(name);
    return runInterruptibly([&](std::stop_token stop) {
        if (!output.json()) output.say(experiment.name + ": " + experiment.sentence);
        const ProgressSink sink = [&](const Progress& progress) { draw(output, progress); };
        const Reproduction result = reproduce(experiment, options, sink, stop);
        Json numbers = Json::array();
        for (const Measured& number : result.numbers) numbers.push_back(numberJson(number));
        output.line({{"event", "reproduction"},
                     {"name", experiment.name},
                     {"sentence", experiment.sentence},
                     {"seeds", result.seeds},
                     {"epochs", result.epochs},
                     {"threads", result.threads},
                     {"seconds", result.seconds},
                     {"numbers", std::move(numbers)},
                     {"verdict", wordFor(result.verdict())}});
        if (output.json()) return 0;
        std::string named;
        for (const Measured& number : result.numbers) sayNumber(output, number, named);
        std::string how = std::to_string(result.seeds.size()) + (result.seeds.size() == 1 ? " seed" : " seeds");
        if (result.epochs > 0) how += ", " + countText(result.epochs) + (result.epochs == 1 ? " epoch" : " epochs");
        output.say("  " + std::string(wordFor(result.verdict())) + " (" + how + ", " + std::to_string(result.threads) +
                   (result.threads == 1 ? " thread, " : " threads, ") + clockText(result.seconds) + ")");
        return 0;
    });
}

}  // namespace zscape
