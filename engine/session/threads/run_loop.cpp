#include "engine/session/threads/run_loop.h"

#include <utility>

namespace zscape {
namespace {

bool isUrgent(CommandKind kind) { return kind == CommandKind::Stop || kind == CommandKind::Clear; }

}  // namespace

RunLoop::RunLoop(RunBackend& backend, EventQueue& events) : backend_(backend), events_(events) {
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
    if (urgent) urgent_.fetch_add(1);
    inbox_.push(std::move(command));
    if (urgent) {
        const std::lock_guard lock(evaluationMutex_);
        evaluation_.request_stop();
    }
    return id;
}

void RunLoop::run(std::stop_token stop) {
    backend_.threadStarted();
    while (!stop.stop_requested()) {
        if (std::optional<Message> message = inbox_.tryTake()) {
            std::visit([this](auto&& content) { handle(std::move(content)); }, std::move(*message));
            continue;
        }
        switch (machine_.state()) {
            case RunState::Running:
                trainOne(stop);
                break;
            case RunState::Stopping:
                announce(machine_.happen(RunEvent::StopDone));
                break;
            default:
                if (!idleOne()) inbox_.wait(stop, backend_.wakeAt());
        }
    }
    if (loader_.joinable()) {
        loader_.request_stop();
        loader_.join();
    }
    backend_.threadEnding();
}

void RunLoop::handle(Command command) {
    if (isUrgent(command.kind())) urgent_.fetch_sub(1);
    const Verdict verdict = machine_.verdict(command.kind());
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

void RunLoop::carryOut(const Command& command, const Verdict& verdict) {
    switch (command.kind()) {
        case CommandKind::Load:
        case CommandKind::Open:
            beginLoad(command);
            return;  // its end is announced when the loader is through
        case CommandKind::Configure: {
            const RunConfig& config = std::get<command::Configure>(command.body).config;
            const bool remembered = machine_.state() == RunState::Empty || machine_.state() == RunState::Loading;
            if (remembered) backend_.remember(config);
            else backend_.configure(config);
            break;
        }
        case CommandKind::Train: {
            const auto& train = std::get<command::Train>(command.body);
            backend_.beginTraining(train.epochs, train.steps);
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
            backend_.adjust(adjust.key, adjust.value);
            events_.push(event::Adjusted{backend_.stepsDone(), adjust.key, adjust.value});
            break;
        }
        case CommandKind::Save:
            backend_.save(std::get<command::Save>(command.body).project);
            break;
        case CommandKind::Clear:
            backend_.clear();
            break;
        case CommandKind::Branch:
            backend_.branch(std::get<command::Branch>(command.body).config);
            break;
        case CommandKind::Pause:
        case CommandKind::Resume:
            break;
    }
    announce(machine_.enter(verdict.next));
    events_.push(event::CommandDone{command.id, command.kind()});
}

void RunLoop::beginLoad(const Command& command) {
    const bool opens = command.kind() == CommandKind::Open;
    backend_.beforeLoad(opens ? &std::get<command::Open>(command.body).request.project : nullptr);
    loadId_ = command.id;
    loadKind_ = command.kind();
    loadCancelled_ = false;
    announce(machine_.enter(RunState::Loading));
    loader_ = std::jthread([this, body = command.body](std::stop_token stop) {
        LoadResult result;
        try {
            if (const auto* open = std::get_if<command::Open>(&body)) result.staged = backend_.stageOpen(open->request, stop);
            else result.staged = backend_.stageLoad(std::get<command::Load>(body).request, stop);
        } catch (...) {
            result.error = std::current_exception();
        }
        inbox_.push(std::move(result));
    });
}

void RunLoop::handle(LoadResult result) {
    loader_.join();
    Adopted adopted;
    try {
        if (loadCancelled_) throw Cancelled();
        if (result.error) std::rethrow_exception(result.error);
        adopted = backend_.adopt(std::move(result.staged));
    } catch (...) {
        giveUpLoad(describeCurrentException());
        return;
    }
    backend_.afterLoad();
    const RunState before = machine_.happen(adopted.trained ? RunEvent::LoadedTrained : RunEvent::LoadedUntrained);
    if (adopted.images || loadKind_ == CommandKind::Load) events_.push(event::DataLoaded{adopted.images});
    announce(before);
    for (const ErrorInfo& warning : adopted.warnings) events_.push(event::Warning{warning});
    events_.push(event::CommandDone{loadId_, loadKind_});
}

void RunLoop::giveUpLoad(ErrorInfo reason) {
    backend_.afterLoad();
    announce(machine_.happen(RunEvent::LoadGivenUp));
    events_.push(event::CommandRefused{loadId_, loadKind_, machine_.state(), std::move(reason)});
}

void RunLoop::trainOne(std::stop_token stop) {
    StepOutcome outcome;
    std::optional<ErrorInfo> ends;
    try {
        outcome = backend_.step();
        // Where a run ends within an epoch, it is measured too.
        if (!outcome.failure && (outcome.epochEnded || outcome.planDone || outcome.timeIsUp)) measure(stop, outcome.epochEnded);
        if (!outcome.failure && !outcome.planDone && (outcome.epochEnded || outcome.timeIsUp)) ends = backend_.endsByItself();
        if (!outcome.failure && !outcome.planDone && !ends) backend_.betweenSteps();
    } catch (...) {
        outcome.failure = describeCurrentException();
        outcome.step = backend_.stepsDone() + 1;
    }
    if (outcome.failure) fail(outcome.step, *outcome.failure);
    else if (outcome.planDone) announce(machine_.happen(RunEvent::PlanDone));
    else if (ends) end(std::move(*ends));
}

void RunLoop::measure(std::stop_token stop, bool epochEnded) {
    std::stop_source source;
    {
        const std::lock_guard lock(evaluationMutex_);
        evaluation_ = source;
    }
    if (urgent_.load() > 0) source.request_stop();
    const std::stop_callback closing(stop, [&source] { source.request_stop(); });
    try {
        backend_.measure(source.get_token());
    } catch (const Cancelled&) {
        return;  // a stop or the end of the session waits in the inbox: it will be taken next
    }
    if (epochEnded) events_.push(event::EpochFinished{backend_.epochsDone(), backend_.stepsDone()});
}

bool RunLoop::idleOne() {
    try {
        return backend_.idle(machine_.state());
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

void RunLoop::end(ErrorInfo why) {
    const RunState before = machine_.happen(RunEvent::EndsByItself);
    events_.push(event::EndedByItself{backend_.stepsDone(), std::move(why)});
    announce(before);
}

void RunLoop::refuse(const Command& command, ErrorInfo reason) {
    events_.push(event::CommandRefused{command.id, command.kind(), machine_.state(), std::move(reason)});
}

void RunLoop::announce(RunState from) {
    const RunState now = machine_.state();
    backend_.stateChanged(from, now);
    shown_.store(now, std::memory_order_release);
    if (from == now) return;
    events_.push(event::StateChanged{from, now, backend_.stepsDone()});
}

}  // namespace zscape
