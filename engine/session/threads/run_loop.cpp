#include "engine/session/threads/run_loop.h"

#include <utility>

namespace zscape {
namespace {

bool isUrgent(CommandKind kind) {
    return kind == CommandKind::Pause || kind == CommandKind::Resume || kind == CommandKind::Stop ||
           kind == CommandKind::Clear;
}

}  // namespace

RunLoop::RunLoop(Source source, EventQueue& events) : source_(std::move(source)), events_(events) {
    thread_ = std::jthread([this](std::stop_token stop) { run(stop); });
}

RunLoop::~RunLoop() {
    thread_.request_stop();
    thread_.join();
}

CommandId RunLoop::submit(CommandBody body) {
    const CommandId id = nextId_.fetch_add(1, std::memory_order_relaxed);
    Command command{id, std::move(body)};
    const bool urgent = isUrgent(command.kind());
    if (urgent) training_.expect();
    rest_.expect();
    inbox_.push(std::move(command));
    if (urgent) training_.sent();
    rest_.sent();
    return id;
}

void RunLoop::run(std::stop_token stop) {
    while (!stop.stop_requested()) {
        try {
            turn(stop);
        } catch (...) {
            breakOff(describeCurrentException());
        }
    }
    if (loader_.joinable()) {
        loader_.request_stop();
        loader_.join();
    }
    if (!backend_) return;
    try {
        backend_->threadEnding();
    } catch (...) {
        events_.push(event::Warning{describeCurrentException()});
    }
}

RunBackend& RunLoop::backend() {
    if (backend_) return *backend_;
    backend_ = &source_();
    try {
        backend_->threadStarted();
    } catch (...) {
        events_.push(event::Warning{describeCurrentException()});
    }
    return *backend_;
}

void RunLoop::prepare() {
    wanted_.store(true);
    inbox_.poke();
}

void RunLoop::turn(std::stop_token stop) {
    if (std::optional<Message> message = inbox_.tryTake()) {
        std::visit([this](auto&& content) { handle(std::forward<decltype(content)>(content)); }, std::move(*message));
        return;
    }
    if (wanted_.exchange(false)) (void)backend();
    if (!backend_) {
        inbox_.wait(stop);
        return;
    }
    switch (machine_.state()) {
        case RunState::Running: trainOne(stop); break;
        case RunState::Stopping: announce(machine_.happen(RunEvent::StopDone)); break;
        default:
            if (!idleOne(stop)) inbox_.wait(stop, backend().wakeAt());
    }
}

void RunLoop::handle(const Command& command) {
    if (isUrgent(command.kind())) training_.taken();
    rest_.taken();
    const CommandVerdict verdict = machine_.verdict(command.kind());
    if (!verdict.allowed) {
        refuse(command, verdict.reason);
        return;
    }
    try {
        carryOut(command, verdict);
    } catch (...) {
        refuse(command, describeCurrentException());
    }
}

void RunLoop::carryOut(const Command& command, const CommandVerdict& verdict) {
    RunState next = verdict.next;
    switch (command.kind()) {
        case CommandKind::Load:
        case CommandKind::Open: beginLoad(command); return;  // its end is announced when the loader is through
        case CommandKind::Configure: {
            const RunConfig& config = std::get<command::Configure>(command.body).config;
            const bool remembered = machine_.state() == RunState::Empty || machine_.state() == RunState::Loading;
            if (!remembered && backend().needsImages(config)) {
                beginLoad(command);
                return;
            }
            if (remembered) backend().remember(config);
            else backend().configure(config);
            break;
        }
        case CommandKind::Train: {
            const auto& train = std::get<command::Train>(command.body);
            backend().beginTraining(train.epochs, train.steps);
            break;
        }
        case CommandKind::Stop:
            if (machine_.state() == RunState::Loading) {
                loadCancelled_ = true;
                loader_.request_stop();
            }
            break;
        case CommandKind::Adjust: {
            const auto& adjust = std::get<command::Adjust>(command.body);
            backend().adjust(adjust.key, adjust.value);
            events_.push(event::Adjusted{backend().stepsDone(), adjust.key, adjust.value});
            break;
        }
        case CommandKind::Save: backend().save(std::get<command::Save>(command.body).project); break;
        case CommandKind::Clear: backend().clear(); break;
        case CommandKind::Branch: backend().branch(std::get<command::Branch>(command.body).config); break;
        case CommandKind::Show: {
            const ShowRequest& request = std::get<command::Show>(command.body).request;
            if (machine_.state() == RunState::Running) {
                (void)backend().show(request);  // beside the run that trains
                break;
            }
            if (const auto opened = backend().opensFor(request)) {
                beginLoad({command.id, command::Open{*opened}});
                return;
            }
            next = backend().show(request) ? RunState::Finished : RunState::Ready;
            break;
        }
        case CommandKind::Edit: backend().edit(std::get<command::Edit>(command.body).edit); break;
        case CommandKind::Name: backend().nameImages(std::get<command::Name>(command.body).selections); break;
        case CommandKind::Pause:
        case CommandKind::Resume: break;
    }
    // Another run, or an end of it: what of a turn is left to do is no longer wanted. A load may still be given up.
    const bool goesOn = next == RunState::Running || next == RunState::Paused || next == RunState::Loading;
    if (!goesOn || command.kind() == CommandKind::Branch) turn_.reset();
    announce(machine_.enter(next));
    events_.push(event::CommandDone{command.id, command.kind(), backend().takeRunNumbers()});
}

void RunLoop::beginLoad(const Command& command) {
    const bool opens = command.kind() == CommandKind::Open;
    backend().beforeLoad(opens ? &std::get<command::Open>(command.body).request.project : nullptr);
    loadId_ = command.id;
    loadKind_ = command.kind();
    loadCancelled_ = false;
    try {
        // Its result cannot be taken before this thread is back at the inbox.
        loader_ = std::jthread([this, body = command.body](std::stop_token stop) {
            LoadResult result;
            try {
                if (const auto* open = std::get_if<command::Open>(&body))
                    result.staged = backend().stageOpen(open->request, stop);
                else if (const auto* configure = std::get_if<command::Configure>(&body))
                    result.staged = backend().stageConfigure(configure->config, stop);
                else result.staged = backend().stageLoad(std::get<command::Load>(body).request, stop);
            } catch (...) {
                result.error = std::current_exception();
            }
            rest_.expect();
            inbox_.push(std::move(result));
            rest_.sent();
        });
    } catch (...) {
        backend().afterLoad();
        throw;
    }
    announce(machine_.enter(RunState::Loading));
}

void RunLoop::handle(LoadResult result) {
    rest_.taken();
    loader_.join();
    Adopted adopted;
    try {
        if (loadCancelled_) throw Cancelled();
        if (result.error) std::rethrow_exception(result.error);
        adopted = backend().adopt(std::move(result.staged));
    } catch (...) {
        giveUpLoad(describeCurrentException());
        return;
    }
    turn_.reset();
    backend().afterLoad();
    const RunState before = machine_.happen(adopted.trained ? RunEvent::LoadedTrained : RunEvent::LoadedUntrained);
    if (adopted.images || loadKind_ == CommandKind::Load) events_.push(event::DataLoaded{adopted.images});
    announce(before);
    for (const ErrorInfo& warning : adopted.warnings) events_.push(event::Warning{warning});
    events_.push(event::CommandDone{loadId_, loadKind_, backend().takeRunNumbers()});
}

void RunLoop::giveUpLoad(ErrorInfo reason) {
    backend().afterLoad();
    // Into what was, or into nothing where the new began to take its place and could not.
    const bool nothingLeft = backend().isEmpty() && machine_.beforeLoad() != RunState::Empty;
    if (nothingLeft) turn_.reset();
    announce(machine_.happen(nothingLeft ? RunEvent::LoadBroke : RunEvent::LoadGivenUp));
    events_.push(event::CommandRefused{loadId_, loadKind_, machine_.state(), std::move(reason)});
}

void RunLoop::trainOne(std::stop_token stop) {
    StepOutcome outcome;
    bool planDone = false;
    std::optional<ErrorInfo> ends;
    try {
        if (!turn_) {
            Turn turn{backend().step(), false};
            // Where a run ends within an epoch, it is measured too.
            turn.toMeasure =
                !turn.outcome.failure && (turn.outcome.epochEnded || turn.outcome.timeIsUp || backend().planDone());
            turn_ = std::move(turn);
        }
        Turn& current = *turn_;
        if (!measure(current, stop, training_)) return;
        outcome = std::move(current.outcome);
        turn_.reset();
        planDone = !outcome.failure && backend().planDone();
        if (!outcome.failure && !planDone && (outcome.epochEnded || outcome.timeIsUp)) ends = backend().endsByItself();
        if (!outcome.failure && !planDone && !ends)
            training_.run(stop, [this](std::stop_token asked) { backend().betweenSteps(asked); });
    } catch (...) {
        turn_.reset();
        outcome.failure = describeCurrentException();
        outcome.step = backend().stepsDone() + 1;
    }
    if (outcome.failure) fail(outcome.step, *outcome.failure);
    else if (planDone) announce(machine_.happen(RunEvent::PlanDone));
    else if (ends) end(std::move(*ends));
}

bool RunLoop::measure(Turn& turn, std::stop_token stop, Interruption& by) {
    if (!turn.toMeasure) return true;
    try {
        by.run(stop, [this](std::stop_token asked) { backend().measure(asked); });
    } catch (const Cancelled&) {
        return false;
    }
    turn.toMeasure = false;
    if (turn.outcome.epochEnded) events_.push(event::EpochFinished{backend().epochsDone(), backend().stepsDone()});
    return true;
}

bool RunLoop::idleOne(std::stop_token stop) {
    if (machine_.state() == RunState::Paused && turn_ && turn_->toMeasure) {
        // What fails here fails the run, as it would have without the pause.
        (void)measure(*turn_, stop, rest_);
        return true;
    }
    try {
        return rest_.run(stop, [this](std::stop_token asked) { return backend().idle(machine_.state(), asked); });
    } catch (...) {
        events_.push(event::Warning{describeCurrentException()});
        return false;  // not tried again before something changes
    }
}

void RunLoop::fail(int64_t step, ErrorInfo reason) {
    const RunState before = machine_.happen(RunEvent::StepFailed);
    events_.push(event::RunFailed{step, std::move(reason)});
    announce(before);
}

void RunLoop::breakOff(ErrorInfo reason) {
    turn_.reset();
    const RunState state = machine_.state();
    // Without a run, or once it has failed, there is nothing more to fail.
    if (state == RunState::Empty || state == RunState::Loading || state == RunState::Failed) {
        events_.push(event::Warning{std::move(reason)});
        return;
    }
    const RunState before = machine_.happen(RunEvent::Broke);
    events_.push(event::RunFailed{backend().stepsDone(), std::move(reason)});
    announce(before);
}

void RunLoop::end(ErrorInfo why) {
    const RunState before = machine_.happen(RunEvent::EndsByItself);
    events_.push(event::EndedByItself{backend().stepsDone(), std::move(why)});
    announce(before);
}

void RunLoop::refuse(const Command& command, ErrorInfo reason) {
    events_.push(event::CommandRefused{command.id, command.kind(), machine_.state(), std::move(reason)});
}

void RunLoop::announce(RunState from) {
    const RunState now = machine_.state();
    std::optional<ErrorInfo> broke;
    try {
        backend().stateChanged(from, now);
    } catch (...) {
        broke = describeCurrentException();
    }
    shown_.store(now, std::memory_order_release);
    if (from != now) events_.push(event::StateChanged{from, now, backend().stepsDone()});
    if (broke) breakOff(std::move(*broke));
}

}  // namespace zscape
