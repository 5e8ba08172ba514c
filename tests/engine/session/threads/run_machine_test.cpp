#include "engine/session/threads/run_machine.h"

#include <gtest/gtest.h>

#include <set>
#include <stdexcept>
#include <string>

namespace zscape {
namespace {

constexpr RunState kStates[] = {RunState::Empty,  RunState::Loading,  RunState::Ready,    RunState::Running,
                                RunState::Paused, RunState::Stopping, RunState::Finished, RunState::Failed};

/// One letter a state: Empty, Loading, Ready, rUnning, Paused, Stopping, Finished, failed (X); a dot is a refusal.
constexpr std::string_view kLetters = "ELRUPSFX";

struct Line {
    CommandKind command;
    std::string_view next;
};

/// Written down once more, apart from the table: whoever changes one must say so in the other.
constexpr Line kLines[] = {
    {CommandKind::Load, "L.L.L.LL"},  {CommandKind::Open, "L.L.L.LL"},   {CommandKind::Configure, "ELR...RR"},
    {CommandKind::Train, "..U...UU"}, {CommandKind::Pause, "...P...."},  {CommandKind::Resume, "....U..."},
    {CommandKind::Stop, ".L.SS..."},  {CommandKind::Adjust, "..RUP.FX"}, {CommandKind::Save, "..RUP.FX"},
    {CommandKind::Clear, "E.EEE.EE"}, {CommandKind::Branch, "...UU.UU"}, {CommandKind::Show, "..FUF.FF"},
    {CommandKind::Edit, "..RUP.FX"},  {CommandKind::Name, "..RUP.FX"},
};

TEST(RunMachine, EveryCommandInEveryState) {
    ASSERT_EQ(std::size(kLines), kCommandKinds);
    for (const Line& line : kLines) {
        for (size_t i = 0; i < kRunStates; ++i) {
            SCOPED_TRACE(std::string(nameOf(line.command)) + " while " + nameOf(kStates[i]));
            const CommandVerdict verdict = verdictOn(kStates[i], line.command);
            if (line.next[i] == '.') {
                EXPECT_FALSE(verdict.allowed);
                EXPECT_EQ(verdict.reason.code, std::string("state.") + nameOf(line.command) + "." + nameOf(kStates[i]));
                const std::string sentence = verdict.reason.sentence();
                ASSERT_GT(sentence.size(), 10u);
                EXPECT_EQ(sentence.back(), '.');
            } else {
                ASSERT_TRUE(verdict.allowed) << verdict.reason.sentence();
                EXPECT_EQ(verdict.next, kStates[kLetters.find(line.next[i])]);
            }
        }
    }
}

TEST(RunMachine, EveryEventInEveryState) {
    struct EventLine {
        RunEvent event;
        RunState in;
        RunState next;
    };
    const EventLine lines[] = {
        {RunEvent::LoadedUntrained, RunState::Loading, RunState::Ready},
        {RunEvent::LoadedTrained, RunState::Loading, RunState::Finished},
        {RunEvent::LoadGivenUp, RunState::Loading, RunState::Paused},
        {RunEvent::PlanDone, RunState::Running, RunState::Finished},
        {RunEvent::StopDone, RunState::Stopping, RunState::Finished},
        {RunEvent::EndsByItself, RunState::Running, RunState::Finished},
        {RunEvent::StepFailed, RunState::Running, RunState::Failed},
        {RunEvent::LoadBroke, RunState::Loading, RunState::Empty},
    };
    ASSERT_EQ(std::size(lines) + 1, kRunEvents);
    for (const EventLine& line : lines) {
        for (const RunState state : kStates) {
            if (state == line.in) {
                EXPECT_EQ(stateAfter(state, line.event, RunState::Paused), line.next);
            } else {
                EXPECT_THROW(stateAfter(state, line.event, RunState::Paused), std::logic_error);
            }
        }
    }
}

TEST(RunMachine, WhatBreaksFailsWhateverRunThereIs) {
    for (const RunState state : kStates) {
        if (state == RunState::Empty || state == RunState::Loading)
            EXPECT_THROW(stateAfter(state, RunEvent::Broke, RunState::Paused), std::logic_error);
        else EXPECT_EQ(stateAfter(state, RunEvent::Broke, RunState::Paused), RunState::Failed) << nameOf(state);
    }
}

TEST(RunMachine, AGivenUpLoadGoesBackToWhatWas) {
    RunMachine machine;
    EXPECT_EQ(machine.state(), RunState::Empty);
    machine.enter(RunState::Loading);
    machine.happen(RunEvent::LoadGivenUp);
    EXPECT_EQ(machine.state(), RunState::Empty);

    machine.enter(RunState::Loading);
    machine.happen(RunEvent::LoadedTrained);
    EXPECT_EQ(machine.enter(RunState::Loading), RunState::Finished);
    machine.enter(RunState::Loading);  // a command that is allowed while loading leaves the memory alone
    machine.happen(RunEvent::LoadGivenUp);
    EXPECT_EQ(machine.state(), RunState::Finished);
}

TEST(RunMachine, NamesAreAllDifferent) {
    std::set<std::string> names;
    for (const RunState state : kStates) names.insert(nameOf(state));
    for (const Line& line : kLines) names.insert(nameOf(line.command));
    EXPECT_EQ(names.size(), kRunStates + kCommandKinds);
}

}  // namespace
}  // namespace zscape
