#include "tests/engine/session/threads/fake_backend.h"

#include <gtest/gtest.h>

namespace zscape {
namespace {

constexpr RunState kReachedStates[] = {RunState::Empty,  RunState::Loading,  RunState::Ready,    RunState::Running,
                                       RunState::Paused, RunState::Stopping, RunState::Finished, RunState::Failed};

CommandBody bodyOf(CommandKind kind) {
    switch (kind) {
        case CommandKind::Load: return command::Load{};
        case CommandKind::Open: return command::Open{};
        case CommandKind::Configure: return command::Configure{};
        case CommandKind::Train: return command::Train{};
        case CommandKind::Pause: return command::Pause{};
        case CommandKind::Resume: return command::Resume{};
        case CommandKind::Stop: return command::Stop{};
        case CommandKind::Adjust: return command::Adjust{"beta", 1};
        case CommandKind::Save: return command::Save{"p"};
        case CommandKind::Clear: return command::Clear{};
        case CommandKind::Branch: return command::Branch{};
        case CommandKind::Show: return command::Show{};
        case CommandKind::Edit: return command::Edit{};
        case CommandKind::Name: return command::Name{std::make_shared<const NamedImages>(1)};
    }
    return command::Clear{};
}

/// A loop that stands in a state, so that the next command meets it there.
struct Standing : testing::LoopFixture {
    explicit Standing(RunState state) {
        start();
        if (state == RunState::Empty) return;
        if (state == RunState::Loading) {
            backend.loadGate.close();
            loop->submit(command::Load{});
            untilState(RunState::Loading);
            backend.loadGate.awaitVisitor();
            return;
        }
        carriedOut(command::Load{});
        if (state == RunState::Ready) return;
        if (state == RunState::Failed) {
            // The run thread waits for commands: the answer to the load came before, and orders this write.
            backend.failAt = 1;
            carriedOut(command::Train{});
            untilState(RunState::Failed);
            return;
        }
        if (state == RunState::Finished) {
            carriedOut(command::Train{0, 1});
            untilState(RunState::Finished);
            return;
        }
        backend.stepGate.close();
        carriedOut(command::Train{});
        backend.stepGate.awaitVisitor();  // inside a step: what comes next waits in the inbox
        if (state == RunState::Paused) {
            const CommandId pause = loop->submit(command::Pause{});
            backend.stepGate.open();
            EXPECT_TRUE(until([&] { return log.answers(pause) > 0; }));
        } else if (state == RunState::Stopping) {
            loop->submit(command::Stop{});
        }
    }
    ~Standing() { release(); }
    void release() {
        backend.stepGate.open();
        backend.loadGate.open();
    }
};

TEST(RunLoopTable, EveryCommandInEveryStateIsAnsweredByTheTable) {
    for (const RunState state : kReachedStates) {
        for (size_t kind = 0; kind < kCommandKinds; ++kind) {
            const auto command = static_cast<CommandKind>(kind);
            SCOPED_TRACE(std::string(nameOf(command)) + " while " + nameOf(state));
            const CommandVerdict expected = verdictOn(state, command);
            Standing standing(state);
            const CommandId id = standing.loop->submit(bodyOf(command));
            if (state == RunState::Running || state == RunState::Stopping) standing.backend.stepGate.open();
            if (state == RunState::Loading && expected.allowed && command != CommandKind::Stop) {
                ASSERT_TRUE(standing.until([&] { return standing.log.answers(id) > 0; }));
                EXPECT_EQ(standing.loop->state(), RunState::Loading);
            }
            standing.release();
            ASSERT_TRUE(standing.until([&] { return standing.log.answers(id) > 0; }));
            EXPECT_EQ(standing.log.refused(id), !expected.allowed);
            if (!expected.allowed) {
                EXPECT_EQ(standing.log.reason(id).code, expected.reason.code);
            } else {
                ASSERT_TRUE(standing.until([&] {
                    for (const auto& change : standing.log.of<event::StateChanged>())
                        if (change.to == expected.next) return true;
                    return expected.next == RunState::Empty;
                }));
            }
            standing.loop.reset();
            standing.drain();
            EXPECT_EQ(standing.log.answers(id), 1);
        }
    }
}

}  // namespace
}  // namespace zscape
