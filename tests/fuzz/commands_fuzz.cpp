#include "tests/engine/session/threads/fake_backend.h"
#include "tests/engine/session/threads/fake_model.h"
#include "tests/fuzz/target.h"

#include <array>
#include <set>

namespace {

using namespace zscape;

/// The run's fakes as a session has them: what is built, trained and cleared goes to the model service.
class ServedBackend : public zscape::testing::FakeBackend {
public:
    ServedBackend(ModelService& service, zscape::testing::FakeModels& models) : service_(service), models_(models) {}

    Adopted adopt(std::unique_ptr<StagedLoad> staged) override {
        Adopted adopted = FakeBackend::adopt(std::move(staged));
        publishBuilt();
        return adopted;
    }
    void configure(const RunConfig& config) override {
        FakeBackend::configure(config);
        publishBuilt();
    }
    void branch(const RunConfig& config) override {
        FakeBackend::branch(config);
        publishBuilt();
    }
    StepOutcome step() override {
        const StepOutcome outcome = FakeBackend::step();
        publish();
        return outcome;
    }
    void clear() override {
        FakeBackend::clear();
        service_.publish(nullptr);
    }

private:
    void publishBuilt() {
        ++build_;
        publish();
    }
    void publish() {
        zscape::testing::FakeSpec spec;
        spec.labels = build_ % 2 ? 3 : 0;
        spec.encoder = build_ % 3 != 0;
        spec.broken = build_ % 5 == 0;
        service_.publish(std::make_shared<zscape::testing::FakeWeights>(models_, build_, steps, spec));
    }

    ModelService& service_;
    zscape::testing::FakeModels& models_;
    uint64_t build_ = 0;  ///< run thread only
};

struct FakeSession {
    zscape::testing::EventLog log;
    EventQueue events{log.wake()};
    zscape::testing::FakeModels models;
    std::optional<RunLoop> loop;
    ModelService service{events, [this] { loop->poke(); }};
    ServedBackend backend{service, models};

    /// The service's thread pokes the loop: it ends first.
    ~FakeSession() {
        service.close();
        loop.reset();
    }
    bool until(const std::function<bool()>& done) {
        return log.until([this] { return events.takeAll(); }, done);
    }
};

/// The table says that a run may go from one state to the other.
bool isInTheTable(RunState from, RunState to) {
    for (size_t command = 0; command < kCommandKinds; ++command) {
        const CommandVerdict verdict = verdictOn(from, static_cast<CommandKind>(command));
        if (verdict.allowed && verdict.next == to) return true;
        // What is shown may never have been trained, or its images have to be read first.
        const bool shows = verdict.allowed && static_cast<CommandKind>(command) == CommandKind::Show;
        if (shows && (to == RunState::Ready || to == RunState::Loading)) return true;
    }
    const auto happens = [from, to](RunEvent event, RunState before) {
        try {
            return stateAfter(from, event, before) == to;
        } catch (const std::logic_error&) {
            return false;  // not in this state
        }
    };
    for (size_t event = 0; event < kRunEvents; ++event)
        for (size_t before = 0; before < kRunStates; ++before)
            if (happens(static_cast<RunEvent>(event), static_cast<RunState>(before))) return true;
    return false;
}

/// One that is there, one that is not, and one of another project's images.
int64_t runOf(int number) {
    using zscape::testing::FakeBackend;
    constexpr int64_t kRuns[] = {1, FakeBackend::kNoRun, FakeBackend::kElsewhere};
    return kRuns[number % 3];
}

CommandBody commandOf(CommandKind kind, int number) {
    RunConfig config;
    config.recipe = number % 5 == 4 ? "bad" : "vae";
    switch (kind) {
        case CommandKind::Load: return command::Load{};
        case CommandKind::Open: return command::Open{};
        case CommandKind::Configure: return command::Configure{config};
        case CommandKind::Train: return command::Train{number % 3, number};
        case CommandKind::Pause: return command::Pause{};
        case CommandKind::Resume: return command::Resume{};
        case CommandKind::Stop: return command::Stop{};
        case CommandKind::Adjust: return command::Adjust{number % 2 ? "beta" : "alpha", 0.5};
        case CommandKind::Save: return command::Save{};
        case CommandKind::Clear: return command::Clear{};
        case CommandKind::Branch: return command::Branch{config};
        case CommandKind::Show:
            return command::Show{{.what = static_cast<ShowRequest::What>(number % 4), .run = runOf(number)}};
        case CommandKind::Edit: return command::Edit{{.run = runOf(number), .note = "seen"}};
        case CommandKind::Name:
            return command::Name{std::make_shared<const NamedImages>(static_cast<size_t>(number % 2))};
    }
    fuzz::fail("a kind of command that is none");
}

enum class Question { Decode, Encode, Probe };

/// What was asked, and what came of it so far.
class Answers {
public:
    explicit Answers(FakeSession& session) : session_(session) {}

    void ask(CommandBody body) { asked_.insert(session_.loop->submit(std::move(body))); }
    void ask(Lane lane, int number, Question question) {
        const uint64_t ticket = post(lane, number, question);
        if (lane == Lane::Files) files_.push_back(ticket);
        last_[static_cast<size_t>(lane)] = ticket;
    }

    bool complete() {
        for (const Event& event : std::exchange(session_.log.all, {})) take(event);
        if (answered_ != asked_) return false;
        for (size_t lane = 0; lane < kLanes; ++lane)
            if (last_[lane] && !isAnswered(session_.service.answer(static_cast<Lane>(lane)), last_[lane])) return false;
        for (const uint64_t ticket : files_)
            if (!isAnswered(session_.service.fileAnswer(ticket), ticket)) return false;
        return true;
    }

private:
    uint64_t post(Lane lane, int number, Question question) {
        using Fixture = zscape::testing::ServiceFixture;
        ModelService& service = session_.service;
        switch (question) {
            case Question::Decode: return service.decode(lane, Fixture::codes(number, 1 + number));
            case Question::Encode: return service.encode(lane, Fixture::picture(number));
            case Question::Probe: break;
        }
        const auto kind = static_cast<ProbeKind>(number % 3);
        return service.probe(lane, kind == ProbeKind::Posterior ? Fixture::posteriorOf(number, 1 + number)
                                                                : Fixture::probeOf(kind, number, 1 + number));
    }
    void take(const Event& event) {
        if (const auto* change = std::get_if<event::StateChanged>(&event)) {
            if (change->from != state_) fuzz::fail("a state that was never left");
            if (!isInTheTable(change->from, change->to)) fuzz::fail("a change that the table does not have");
            state_ = change->to;
        }
        const auto* done = std::get_if<event::CommandDone>(&event);
        const auto* refused = std::get_if<event::CommandRefused>(&event);
        if (refused) fuzz::checkSentence(refused->reason.sentence());
        if ((done || refused) && !answered_.insert(done ? done->id : refused->id).second)
            fuzz::fail("a command that was answered twice");
    }
    static bool isAnswered(const std::shared_ptr<const ServiceAnswer>& answer, uint64_t ticket) {
        if (!answer || answer->ticket != ticket || answer->searching) return false;
        if (!answer->error.code.empty()) {
            fuzz::checkSentence(answer->error.sentence());
        } else {
            for (const Picture& picture : answer->pictures)
                if (picture.pixels[0] != static_cast<uint8_t>(answer->weightsStep))
                    fuzz::fail("an answer of two steps' weights");
        }
        return true;
    }

    FakeSession& session_;
    RunState state_ = RunState::Empty;
    std::set<CommandId> asked_, answered_;
    std::array<uint64_t, kLanes> last_{};
    std::vector<uint64_t> files_;
};

}  // namespace

/// Each byte is a command to a session over a model that is none, or a question to its model, with a number (kind + 20
/// x number). Whatever the order, each command gets one answer, the states change as the table says, each question
/// that is not replaced is answered, and the session ends when it is asked to.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    constexpr size_t kMost = 64;
    FakeSession session;
    if (size > 0) {
        session.backend.failAt = data[0] & 1 ? 5 : -1;
        session.backend.throwAt = data[0] & 2;
        session.backend.endAt = data[0] & 4 ? 8 : -1;
        session.backend.loadFails = data[0] & 8;
        session.backend.adoptFails = data[0] & 16;
        session.backend.idleSlices = data[0] & 32 ? 3 : 0;
    }
    session.loop.emplace([&session]() -> RunBackend& { return session.backend; }, session.events);
    Answers answers(session);
    for (size_t i = 1; i < std::min(size, kMost); ++i) {
        const int kind = data[i] % 20, number = data[i] / 20;
        const auto lane = static_cast<Lane>(number % kLanes);
        if (kind < static_cast<int>(kCommandKinds)) answers.ask(commandOf(static_cast<CommandKind>(kind), number));
        else if (kind < 16) answers.ask(lane, number, Question::Decode);
        else if (kind < 18) answers.ask(lane, number, Question::Encode);
        else if (kind < 19) answers.ask(lane, number, Question::Probe);
        else session.service.showLabel(number % 4);
    }
    // Taken after all of them: when it is answered, so are they, but for a load, whose end comes by itself.
    answers.ask(command::Clear{});
    if (!session.until([&] { return answers.complete(); })) fuzz::fail("somebody was never answered");
    return 0;
}
