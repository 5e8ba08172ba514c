#pragma once

#include "engine/session/threads/run_backend.h"
#include "engine/session/threads/run_loop.h"
#include "tests/engine/session/threads/event_log.h"
#include "tests/engine/session/threads/gate.h"

#include <new>
#include <optional>

namespace zscape::testing {

/// A run without images or weights. What only the run thread may touch is plain on purpose: ThreadSanitizer sees
/// every use by another thread.
class FakeBackend : public RunBackend {
public:
    struct Staged : StagedLoad {
        bool trained = false;
    };

    // Set before the loop starts, or while the run thread stands at a gate.
    int64_t stepsAnEpoch = 10;
    int64_t failAt = -1;
    bool throwAt = false;
    int64_t endAt = -1;     ///< asked at or after this step, the run ends by itself
    int64_t timeUpAt = -1;  ///< from this step on the minutes are over
    bool loadFails = false;
    bool adoptFails = false;
    bool adoptBreaks = false;          ///< half way
    std::optional<RunState> breaksIn;  ///< what is to be published for this state cannot be
    bool startBreaks = false;
    bool idleWaits = false;
    bool evaluationWaits = false;
    bool evaluationBreaks = false;
    Gate loadGate;
    Gate stepGate;
    Gate evaluationGate;
    Gate idleGate;
    int64_t idleSlices = 0;

    // Read after the loop has gone.
    int64_t steps = 0;
    int64_t target = 0;
    int64_t evaluations = 0;
    int64_t saves = 0;
    int64_t betweens = 0;
    int64_t beginnings = 0, endings = 0;
    int64_t edits = 0;
    int64_t named = 0;
    static constexpr int64_t kNoRun = 99, kElsewhere = 98;  ///< of Show and Edit
    static constexpr int64_t kStepsShown = 5;
    bool hasImages = false;
    std::string lastState;
    std::vector<std::string> adjusted;

    void beforeLoad(const std::filesystem::path*) override { lastState = "before load"; }
    std::unique_ptr<StagedLoad> stageLoad(const ImportRequest&, std::stop_token stop) override {
        return stage(false, stop);
    }
    std::unique_ptr<StagedLoad> stageOpen(const OpenRequest&, std::stop_token stop) override {
        return stage(true, stop);
    }
    std::unique_ptr<StagedLoad> stageConfigure(const RunConfig& config, std::stop_token stop) override {
        check(config);
        return stage(false, stop);
    }
    bool isEmpty() const override { return !hasImages; }
    bool needsImages(const RunConfig& config) const override { return !config.heldOutSources.empty(); }
    void threadStarted() override {
        ++beginnings;
        if (startBreaks) throw std::bad_alloc();
    }
    void threadEnding() override { ++endings; }
    Adopted adopt(std::unique_ptr<StagedLoad> staged) override {
        if (adoptFails) throw Error("test.adopt", "It cannot be taken over.");
        if (adoptBreaks) {
            hasImages = false;
            throw std::bad_alloc();
        }
        hasImages = true;
        steps = static_cast<Staged&>(*staged).trained ? 7 : 0;
        Adopted adopted;
        adopted.trained = steps > 0;
        return adopted;
    }
    void afterLoad() override { lastState = "after load"; }
    void remember(const RunConfig& config) override { check(config); }
    void configure(const RunConfig& config) override {
        check(config);
        steps = 0;
    }
    void branch(const RunConfig& config) override {
        check(config);
        steps = 0;
        target = 1000000 * stepsAnEpoch;
    }
    std::optional<OpenRequest> opensFor(const ShowRequest& request) override {
        if (request.run != kElsewhere) return std::nullopt;
        OpenRequest opened;
        opened.project = "elsewhere";
        opened.run = request.run;
        return opened;
    }
    bool show(const ShowRequest& request) override {
        if (request.run == kNoRun) throw Error("project.run", "There is no such run.");
        steps = request.what == ShowRequest::What::Run ? kStepsShown : 0;
        return steps > 0;
    }
    void edit(const RunEdit& edit) override {
        if (edit.run == kNoRun) throw Error("project.run", "There is no such run.");
        ++edits;
    }
    void nameImages(std::shared_ptr<const NamedImages> selections) override {
        if (selections->empty()) throw Error("selection.image", "There is no such image.");
        ++named;
    }
    void beginTraining(int64_t epochs, int64_t count) override {
        target = steps + (count > 0 ? count : (epochs > 0 ? epochs : 1000000) * stepsAnEpoch);
    }
    StepOutcome step() override {
        stepGate.pass();
        ++steps;
        if (steps == failAt && throwAt) throw Error("test.step", "The step broke.");
        StepOutcome outcome;
        outcome.step = steps;
        if (steps == failAt) outcome.failure = ErrorInfo{"test.step", "The step broke.", {}};
        outcome.epochEnded = steps % stepsAnEpoch == 0;
        outcome.timeIsUp = timeUpAt >= 0 && steps >= timeUpAt;
        return outcome;
    }
    bool planDone() const override { return steps >= target; }
    void measure(std::stop_token stop) override {
        if (evaluationWaits && !evaluationGate.pass(stop)) throw Cancelled();
        if (evaluationBreaks) throw std::bad_alloc();
        ++evaluations;
    }
    std::optional<ErrorInfo> endsByItself() override {
        if (endAt < 0 || steps < endAt) return std::nullopt;
        return ErrorInfo{"run.ended.test", "Ended by itself.", {}};
    }
    void betweenSteps(std::stop_token) override { ++betweens; }
    bool idle(RunState, std::stop_token stop) override {
        if (idleWaits && !idleGate.pass(stop)) return true;
        return idleSlices > 0 && --idleSlices > 0;
    }
    void adjust(const std::string& key, double) override {
        if (key != "beta") throw Error("setting.unknown", "There is no setting %1.", {key});
        adjusted.push_back(key);
    }
    void save(const std::filesystem::path&) override { ++saves; }
    void clear() override {
        hasImages = false;
        steps = 0;
    }
    void stateChanged(RunState, RunState to) override {
        lastState = nameOf(to);
        if (to == breaksIn) throw std::bad_alloc();
    }
    int64_t stepsDone() const override { return steps; }
    int64_t epochsDone() const override { return steps / stepsAnEpoch; }

private:
    std::unique_ptr<StagedLoad> stage(bool trained, std::stop_token stop) {
        if (!loadGate.pass(stop)) throw Cancelled();
        if (loadFails) throw Error("test.load", "Nothing could be read.");
        auto staged = std::make_unique<Staged>();
        staged->trained = trained;
        return staged;
    }
    static void check(const RunConfig& config) {
        if (config.recipe == "bad") throw Error("recipe.unknown", "There is no recipe %1.", {config.recipe});
    }
};

/// A loop over the fake, and the log of its events.
struct LoopFixture {
    EventLog log;
    EventQueue events{log.wake()};
    FakeBackend backend;
    std::optional<RunLoop> loop;

    void start() {
        loop.emplace([this]() -> RunBackend& { return backend; }, events);
    }
    [[nodiscard]] bool until(const std::function<bool()>& done) {
        return log.until([this] { return events.takeAll(); }, done);
    }
    bool untilState(RunState state) {
        return until([this, state] { return loop->state() == state; });
    }
    /// Submits, and waits for its one answer. \return whether it was done
    bool carriedOut(CommandBody body) {
        const CommandId id = loop->submit(std::move(body));
        EXPECT_TRUE(until([this, id] { return log.answers(id) > 0; }));
        return !log.refused(id);
    }
    void drain() {
        for (Event& event : events.takeAll()) log.all.push_back(std::move(event));
    }
};

}  // namespace zscape::testing
