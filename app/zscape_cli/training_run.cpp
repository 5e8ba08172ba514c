#include "app/zscape_cli/training_run.h"

#include "app/zscape_cli/data_report.h"
#include "engine/core/paths.h"
#include "engine/session/linked_engine.h"

#include <algorithm>
#include <cmath>
#include <csignal>
#include <utility>

namespace zscape {

namespace {

constexpr std::chrono::milliseconds kTurn{100};
constexpr std::chrono::seconds kFirstPause{2};
constexpr std::chrono::seconds kLongestPause{60};
constexpr int64_t kStepLinesPerEpoch = 100;

template <typename... Cases>
struct Overloaded : Cases... {
    using Cases::operator()...;
};

/// 1 for the first epoch: `epochs` are done after a step, with the fraction of the current one.
int64_t epochInHand(double epochs) { return std::max<int64_t>(1, static_cast<int64_t>(std::ceil(epochs - 1e-9))); }

/// Where the window looks for runs that nobody saved.
std::filesystem::path placeAmongUnsaved(const std::filesystem::path& project) {
    const std::string stem = project.stem().string();
    std::filesystem::path place = unsavedFolder() / (stem + ".zscape");
    std::error_code ignored;
    for (int copy = 2; std::filesystem::exists(place, ignored); ++copy)
        place = unsavedFolder() / (stem + " " + std::to_string(copy) + ".zscape");
    return place;
}

Session::Options wakingOptions(InterruptPipe& pipe) {
    Session::Options options;
    options.wake = [&pipe] { pipe.wake(); };
    options.autosave = Session::kAutosave;
    options.previews = false;
    options.engine = linkedEngine;
    return options;
}

}  // namespace

TrainingRun::TrainingRun(Output& output, InterruptPipe& pipe)
    : output_(output),
      pipe_(pipe),
      session_(wakingOptions(pipe)) {}

std::optional<ErrorInfo> TrainingRun::await(CommandId id) {
    while (!ended_.contains(id)) turn();
    std::optional<ErrorInfo> reason = std::move(ended_.at(id));
    ended_.erase(id);
    return reason;
}

void TrainingRun::settle(CommandId id) {
    const std::optional<ErrorInfo> reason = await(id);
    if (!reason) return;
    if (interrupted_ != 0) throw Cancelled();
    std::erase_if(withoutModel_, [&](const ErrorInfo& warning) { return warning.sentence() == reason->sentence(); });
    tellHeldBack();
    throw Error(*reason);
}

void TrainingRun::tellHeldBack() {
    for (const ErrorInfo& warning : std::exchange(withoutModel_, {})) output_.warn(warning.sentence());
}

std::filesystem::path TrainingRun::train(int64_t epochs, int64_t steps, const std::filesystem::path& project) {
    if (interrupted_ != 0) throw Cancelled();
    // Without a model there is nothing to follow: the session refuses, and says why there is none.
    if (session_.metrics() == nullptr) settle(session_.train(epochs, steps));
    tellHeldBack();
    project_ = project;
    printedRows_ = session_.metrics()->train.size();
    epochsBefore_ = session_.info()->epoch;
    beganAt_ = std::chrono::steady_clock::now();
    settle(session_.train(epochs, steps));
    training_ = true;
    const auto ended = [this] {
        const RunState state = session_.state();
        return state == RunState::Finished || state == RunState::Failed;
    };
    while (!ended()) turn();
    turn();  // what was said after the state changed
    training_ = false;
    seconds_ = std::chrono::duration<double>(std::chrono::steady_clock::now() - beganAt_).count();
    images_ =
        std::llround((session_.info()->epoch - epochsBefore_) * static_cast<double>(session_.split()->train.size()));
    printSteps();
    output_.clearProgress();
    const std::filesystem::path saved = saveAtLast();
    if (failure_) throw Error(*failure_);
    return saved;
}

std::filesystem::path TrainingRun::saveAtLast() {
    std::optional<ErrorInfo> reason = await(session_.save(project_));
    if (!reason) return project_;
    const std::filesystem::path elsewhere = placeAmongUnsaved(project_);
    // A disk gets room and a folder its permission while it waits; what stands in a damaged project stays there.
    const bool mayPass = reason->code != "project.corrupt" && reason->code != "project.value";
    // Whoever has asked to stop already cannot be asked again: a second signal ends the program.
    if (interrupted_ == 0 && mayPass)
        output_.warn(reason->sentence() +
                     " The run is kept, and saving is tried again until it succeeds. Ctrl+C saves it in " +
                     displayName(elsewhere) + " instead.");
    std::chrono::milliseconds pause = kFirstPause;
    while (reason && interrupted_ == 0 && mayPass) {
        const auto again = std::chrono::steady_clock::now() + pause;
        while (interrupted_ == 0 && std::chrono::steady_clock::now() < again) turn();
        pause = std::min<std::chrono::milliseconds>(2 * pause, kLongestPause);
        if (interrupted_ == 0) reason = await(session_.save(project_));
    }
    if (!reason) return project_;
    output_.warn(reason->sentence());
    if (const auto there = await(session_.save(elsewhere))) throw Error(*there);
    output_.warn("The run is saved in " + displayName(elsewhere) + " instead. Go on with it there by --resume.");
    return elsewhere;
}

void TrainingRun::turn() {
    pipe_.wait(kTurn);
    if (interrupted_ == 0 && (pipe_.signal() != 0 || output_.readerLeft())) {
        interrupted_ = output_.readerLeft() ? SIGPIPE : pipe_.signal();
        output_.say(training_ ? "Stopping after this step, and saving. Once more Ctrl+C ends at once, without saving."
                              : "Stopping.");
        session_.stop();
    }
    for (const Event& event : session_.takeEvents()) take(event);
    if (training_) printSteps();
    drawProgress();
}

void TrainingRun::take(const Event& event) {
    std::visit(Overloaded{
                   [](const event::StateChanged&) {},
                   [this](const event::CommandDone& done) { ended_[done.id] = std::nullopt; },
                   [this](const event::CommandRefused& refused) { ended_[refused.id] = refused.reason; },
                   [this](const event::DataLoaded& loaded) {
                       // Without a model, which will be refused, there is none yet.
                       const auto known = session_.split();
                       const Split split = known ? *known : makeSplit(*loaded.images, 0.1, 1);
                       output_.line(dataLine(*loaded.images, split));
                       reportData(output_, *loaded.images, split);
                   },
                   [this](const event::EpochFinished& epoch) { printEpoch(epoch); },
                   [](const event::Adjusted&) {},
                   [this](const event::Warning& warning) {
                       if (project_.empty() && session_.metrics() == nullptr) withoutModel_.push_back(warning.what);
                       else output_.warn(warning.what.sentence());
                   },
                   [this](const event::EndedByItself& ended) {
                       // Its last epoch is said first: the event of the state comes after this one.
                       printSteps();
                       endedBy_ = ended.why;
                       output_.line({{"event", "ended"},
                                     {"step", ended.step},
                                     {"reason", endedReason()},
                                     {"sentence", ended.why.sentence()}});
                       output_.say(ended.why.sentence());
                   },
                   [this](const event::RunFailed& failed) { failure_ = failed.reason; },
                   [](const event::JobEnded&) {},
               },
               event);
}

std::string TrainingRun::endedReason() const {
    // "run.ended.patience" -> "patience"
    return endedBy_ ? endedBy_->code.substr(endedBy_->code.rfind('.') + 1) : "";
}

Terms TrainingRun::rowAt(const MetricStore& store, int64_t step) const {
    const auto metrics = session_.metrics();
    for (int64_t row = store.size() - 1; row >= 0; --row) {
        const auto rowStep = static_cast<int64_t>(store.at(row, RunMetrics::kStep));
        if (rowStep < step) break;
        if (rowStep != step) continue;
        Terms terms;
        for (size_t i = 0; i < metrics->terms.size(); ++i)
            terms.emplace_back(metrics->terms[i], store.at(row, RunMetrics::kFixedColumns + i));
        return terms;
    }
    return {};
}

/// Every step of a short epoch, about a hundred of a long one; which ones is told by the numbers alone, never by time.
void TrainingRun::printSteps() {
    if (!output_.json()) return;
    const auto metrics = session_.metrics();
    const int64_t every = std::max<int64_t>(1, session_.info()->stepsPerEpoch / kStepLinesPerEpoch);
    for (; printedRows_ < metrics->train.size(); ++printedRows_) {
        const auto step = static_cast<int64_t>(metrics->train.at(printedRows_, RunMetrics::kStep));
        if (step % every != 0) continue;
        Terms terms;
        for (size_t i = 0; i < metrics->terms.size(); ++i)
            terms.emplace_back(metrics->terms[i], metrics->train.at(printedRows_, RunMetrics::kFixedColumns + i));
        const double epochs = metrics->train.at(printedRows_, RunMetrics::kEpoch);
        output_.line(stepLine(step, epochInHand(epochs), terms, imagesPerSecond(epochs)));
    }
}

double TrainingRun::imagesPerSecond(double epochs) const {
    if (const double measured = session_.info()->imagesPerSecond; measured > 0) return measured;
    // Not published yet: the mean since training began.
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - beganAt_).count();
    return (epochs - epochsBefore_) * static_cast<double>(session_.split()->train.size()) / std::max(seconds, 1e-9);
}

void TrainingRun::printEpoch(const event::EpochFinished& epoch) {
    printSteps();
    const auto metrics = session_.metrics();
    const Terms train = rowAt(metrics->trainEpoch, epoch.step), heldOut = rowAt(metrics->heldOut, epoch.step);
    output_.line(epochLine(epoch.epoch, train, heldOut));
    if (!output_.json()) {
        output_.say("epoch " + countText(epoch.epoch) + " of " + countText(session_.info()->epochsPlanned) + ": " +
                    termsText(train) + (heldOut.empty() ? "" : "; held out: " + termsText(heldOut)));
    }
}

void TrainingRun::drawProgress() {
    if (const std::optional<JobStatus> loading = session_.loadProgress()) {
        output_.sink()(loading->progress);
        return;
    }
    if (!training_) return;
    const auto info = session_.info();
    const int64_t planned = info->epochsPlanned * info->stepsPerEpoch;
    std::string text = "epoch " + countText(epochInHand(info->epoch)) + "/" + countText(info->epochsPlanned);
    const auto metrics = session_.metrics();
    if (const int64_t rows = metrics->train.size(); rows > 0) {
        text += ", " + termsText({{metrics->terms.front(), metrics->train.at(rows - 1, RunMetrics::kFixedColumns)}});
    }
    if (info->imagesPerSecond > 0) text += ", " + countText(std::llround(info->imagesPerSecond)) + " images/s";
    if (info->secondsLeft >= 0) text += ", " + clockText(info->secondsLeft) + " left";
    output_.progress(planned > 0 ? static_cast<double>(info->step) / static_cast<double>(planned) : -1, text);
}

}  // namespace zscape
