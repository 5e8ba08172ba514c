#include "engine/data/child_process.h"

#include "engine/core/error.h"

#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <gtest/gtest.h>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

namespace zscape {
namespace {

constexpr size_t kMost = 1 << 20;

TEST(ChildProcess, AnswersOneAfterAnotherAndKeepsWhatItKnows) {
    int asked = 0;
    ChildProcess child([&asked](std::string_view request) { return std::string(request) + std::to_string(++asked); });
    EXPECT_EQ(child.ask("a", kMost, {}), "a1");
    EXPECT_EQ(child.ask("", kMost, {}), "2");
    EXPECT_EQ(asked, 0) << "nothing that it does is seen here";
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&] {
            for (int k = 0; k < 50; ++k) EXPECT_TRUE(child.ask("x", kMost, {})->starts_with("x"));
        });
    threads.clear();
    EXPECT_EQ(child.ask("", kMost, {}), "203");
}

TEST(ChildProcess, FallsAlone) {
    ChildProcess child([](std::string_view request) -> std::string {
        if (request == "fall") ::raise(SIGSEGV);
        if (request == "throw") throw std::bad_alloc();
        return "fine";
    });
    EXPECT_EQ(child.ask("well", kMost, {}), "fine");
    EXPECT_EQ(child.ask("fall", kMost, {}), std::nullopt);
    EXPECT_EQ(child.ask("well", kMost, {}), std::nullopt) << "and stays down";
    ChildProcess other([](std::string_view) -> std::string { throw std::bad_alloc(); });
    EXPECT_EQ(other.ask("well", kMost, {}), std::nullopt);
    ChildProcess talker([](std::string_view) { return std::string(kMost + 1, 'x'); });
    EXPECT_EQ(talker.ask("well", kMost, {}), std::nullopt) << "it says more than is wanted";
}

TEST(ChildProcess, OpensNoFileAfterItsFirstAnswerAndTakesNoMoreMemory) {
    ChildProcess child([](std::string_view request) -> std::string {
        if (request == "memory") {
            std::string much(size_t{3} << 30, 'x');
            return much.substr(0, 4);
        }
        const int file = ::open("/proc/self/status", O_RDONLY);
        return file >= 0 ? "open" : "closed";
    });
    EXPECT_EQ(child.ask("file", kMost, {}), "open");
    EXPECT_EQ(child.ask("file", kMost, {}), "closed");
    EXPECT_EQ(child.ask("memory", kMost, {}), std::nullopt);
}

TEST(ChildProcess, WhatGoesRoundAndRoundIsEnded) {
    ChildProcess child([](std::string_view) -> std::string {
        for (volatile unsigned round = 0;;) round = round + 1;
    });
    EXPECT_EQ(child.ask("for ever", kMost, {}), std::nullopt);
}

TEST(ChildProcess, IsStoppedWhileItAnswers) {
    ChildProcess child([](std::string_view) -> std::string {
        for (;;) ::pause();
    });
    std::stop_source stop;
    std::jthread later([&] { stop.request_stop(); });
    EXPECT_THROW(child.ask("for ever", kMost, stop.get_token()), Cancelled);
    EXPECT_THROW(child.ask("again", kMost, {}), Cancelled);
}

TEST(ChildProcess, HasNoneOfTheFilesOfTheProcess) {
    const int file = ::open("/proc/self/status", O_RDONLY);
    ASSERT_GE(file, 0);
    ChildProcess child([file](std::string_view) -> std::string {
        char byte = 0;
        return ::read(file, &byte, 1) < 0 ? "none" : "has";
    });
    EXPECT_EQ(child.ask("", kMost, {}), "none");
    ::close(file);
}

}  // namespace
}  // namespace zscape
