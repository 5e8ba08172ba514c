#include "tests/app/cli_process.h"

#include "engine/data/picture_writers.h"

#include <chrono>
#include <csignal>
#include <grp.h>
#include <cstdlib>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sstream>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace zscape {

namespace {

constexpr std::chrono::minutes kGenerous{5};

std::vector<std::string> splitLines(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
}

/// Reads what is there. \return false at the end
bool drain(int descriptor, std::string& into) {
    char bytes[4096];
    const ssize_t count = ::read(descriptor, bytes, sizeof bytes);
    if (count > 0) into.append(bytes, static_cast<size_t>(count));
    return count > 0;
}

}  // namespace

std::vector<nlohmann::json> CliResult::lines() const {
    std::vector<nlohmann::json> parsed;
    for (const std::string& line : splitLines(out)) {
        parsed.push_back(nlohmann::json::parse(line, nullptr, false));
        EXPECT_TRUE(parsed.back().is_object()) << "no JSON object: " << line;
    }
    return parsed;
}

nlohmann::json CliResult::last(const std::string& event) const {
    nlohmann::json found;
    for (const nlohmann::json& line : lines()) {
        if (line.is_object() && line.value("event", "") == event) found = line;
    }
    return found;
}

std::vector<std::string> CliResult::errorLines() const { return splitLines(err); }

CliResult Cli::run(const std::vector<std::string>& arguments, const ProcessStart& start) {
    return runUntil(arguments, {}, 0, start);
}

CliResult Cli::runAndSignal(const std::vector<std::string>& arguments, const std::string& text, int signal,
                            const ProcessStart& start) {
    return runUntil(
        arguments, [&](const CliResult& soFar, pid_t) { return soFar.out.find(text) != std::string::npos; }, signal,
        start);
}

CliResult Cli::runUntil(const std::vector<std::string>& arguments, const Moment& moment, int signal,
                        const ProcessStart& start) {
    std::vector<std::string> words{start.program.empty() ? ZSCAPE_CLI : start.program};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    int out[2], err[2];
    if (::pipe(out) != 0 || ::pipe(err) != 0) throw std::runtime_error("pipe failed");
    const pid_t child = ::fork();
    if (child == 0) {
        const int file = start.outFile.empty() ? -1 : ::open(start.outFile.c_str(), O_WRONLY | O_CREAT, 0666);
        ::dup2(file >= 0 ? file : out[1], STDOUT_FILENO);
        ::dup2(err[1], STDERR_FILENO);
        for (const int end : {out[0], out[1], err[0], err[1]}) ::close(end);
        ::setenv("XDG_CACHE_HOME", (folder_ / "cache").c_str(), 1);
        ::setenv("XDG_DATA_HOME", (folder_ / "data").c_str(), 1);
        ::setenv("XDG_CONFIG_HOME", (folder_ / "config").c_str(), 1);
        ::setenv("OMP_NUM_THREADS", "1", 1);
        for (const auto& [name, value] : start.environment) ::setenv(name.c_str(), value.c_str(), 1);
        for (const std::string& name : start.without) ::unsetenv(name.c_str());
        ::signal(SIGHUP, SIG_DFL);  // the tests may run under nohup
        if (start.ignoredSignal != 0) ::signal(start.ignoredSignal, SIG_IGN);
        if (start.largestFile > 0) {
            const rlimit limit{static_cast<rlim_t>(start.largestFile), static_cast<rlim_t>(start.largestFile)};
            ::setrlimit(RLIMIT_FSIZE, &limit);
        }
        if (!nobodysFolder_.empty()) {
            for (const char* name : {"XDG_CACHE_HOME", "XDG_DATA_HOME", "HOME", "TMPDIR"})
                ::setenv(name, nobodysFolder_.c_str(), 1);
            constexpr id_t kNobody = 65534;
            if (::setgroups(0, nullptr) != 0 || ::setgid(kNobody) != 0 || ::setuid(kNobody) != 0) ::_exit(126);
        }
        if (::chdir(folder_.path().c_str()) == 0) ::execv(argv[0], argv.data());
        ::_exit(127);
    }
    ::close(out[1]);
    ::close(err[1]);
    CliResult result = watch(child, out[0], err[0], moment, signal, start);
    ::close(err[0]);
    return result;
}

CliResult Cli::watch(pid_t child, int out, int err, const Moment& moment, int signal, const ProcessStart& start) {
    CliResult result;
    const auto deadline = std::chrono::steady_clock::now() + kGenerous;
    bool outOpen = true, errOpen = true, signalled = signal == 0;
    const auto closeOut = [&] {
        ::close(out);
        outOpen = false;
    };
    while ((outOpen || errOpen) && std::chrono::steady_clock::now() < deadline) {
        pollfd watched[2] = {{outOpen ? out : -1, POLLIN, 0}, {errOpen ? err : -1, POLLIN, 0}};
        ::poll(watched, 2, signalled ? 1000 : 50);
        if (outOpen && watched[0].revents != 0 && !drain(out, result.out)) closeOut();
        if (errOpen && watched[1].revents != 0) errOpen = drain(err, result.err);
        if (outOpen && start.readerLeaves && result.out.find('\n') != std::string::npos) closeOut();
        if (!signalled && moment(result, child)) {
            ::kill(child, signal);
            signalled = true;
        }
    }
    if (outOpen || errOpen) {
        ADD_FAILURE() << "the program did not end; it wrote:\n" << result.out << result.err;
        ::kill(child, SIGKILL);
        if (outOpen) closeOut();
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    result.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    EXPECT_TRUE(signalled) << "the moment to send the signal never came; it wrote:\n" << result.out << result.err;
    return result;
}

std::string Cli::makeImages(int each) {
    for (const std::string label : {"across", "down"}) {
        std::filesystem::create_directories(folder_.path() / "images" / label);
        for (int i = 0; i < each; ++i) {
            Picture picture{16, 16, 1, {}};
            for (int y = 0; y < 16; ++y) {
                for (int x = 0; x < 16; ++x)
                    picture.pixels.push_back(static_cast<uint8_t>(((label == "down" ? y : x) * 12 + i * 5) % 256));
            }
            writePng(folder_.path() / "images" / label / (std::to_string(i) + ".png"), picture);
        }
    }
    return path("images");
}

std::string Cli::trained(const std::string& recipe) {
    const std::string project = path(recipe + ".zscape");
    if (std::filesystem::exists(project)) return project;
    const CliResult result = run(
        {"train", makeImages(), "--recipe", recipe, "--project", project, "--epochs", "2", "--set", "batch_size=8"});
    EXPECT_EQ(result.status, 0) << result.err;
    return project;
}

}  // namespace zscape
