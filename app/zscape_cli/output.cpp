#include "app/zscape_cli/output.h"

#include "engine/core/shown_text.h"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <iostream>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace zscape {

namespace {

constexpr std::chrono::milliseconds kBetweenDrawings{100};
constexpr int kBarWidth = 16;

size_t terminalWidth() {
    winsize size{};
    return ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

/// Lines are made of what strangers named and wrote: nothing of it reaches the terminal as it came, or at any length.
std::string oneLine(const std::string& text) { return shownText(text, kShownLine); }

}  // namespace

Output::Output(bool json) : json_(json), terminal_(::isatty(STDERR_FILENO) == 1) {}

Output::~Output() { clearProgress(); }

void Output::line(const Json& json) {
    if (!json_) return;
    clearProgress();
    write(lineOf(json) + "\n");
}

void Output::say(const std::string& text) {
    clearProgress();
    if (json_) std::cerr << oneLine(text) << std::endl;
    else write(oneLine(text) + "\n");
}

void Output::sayLines(const std::string& text) {
    clearProgress();
    if (json_) std::cerr << text << std::endl;
    else write(text + "\n");
}

/// Without a buffer: whoever reads follows along, and a write that fails is known at once.
void Output::write(std::string_view text) {
    while (!text.empty() && failure_ == 0) {
        const ssize_t written = ::write(STDOUT_FILENO, text.data(), text.size());
        if (written >= 0) {
            text.remove_prefix(static_cast<size_t>(written));
        } else if (errno == EAGAIN) {
            // A terminal that another program has left so: it takes more in a moment.
            pollfd takes{STDOUT_FILENO, POLLOUT, 0};
            ::poll(&takes, 1, -1);
        } else if (errno != EINTR) {
            failure_ = errno;
        }
    }
}

bool Output::readerLeft() const { return failure_ == EPIPE; }

std::optional<std::string> Output::trouble() const {
    if (failure_ == 0 || failure_ == EPIPE) return std::nullopt;
    if (failure_ == ENOSPC || failure_ == EDQUOT)
        return "The disk is full: standard output was not written to its end.";
    return std::string("Standard output was not written to its end: ") + std::strerror(failure_) + ".";
}

void Output::warn(const std::string& text) {
    clearProgress();
    std::cerr << "zscape-cli: " << oneLine(text) << std::endl;
}

void Output::error(const std::string& text) {
    line({{"event", "error"}, {"message", text}});
    clearProgress();
    std::cerr << "zscape-cli: error: " << oneLine(text) << std::endl;
}

void Output::progress(double share, const std::string& text) {
    if (!terminal_) return;
    const auto now = std::chrono::steady_clock::now();
    if (now - drawnAt_ < kBetweenDrawings) return;
    drawnAt_ = now;
    drawn_ = true;
    std::string bar;
    if (share >= 0) {
        const int filled = static_cast<int>(std::lround(std::clamp(share, 0.0, 1.0) * kBarWidth));
        bar.append(1, '[')
            .append(static_cast<size_t>(filled), '#')
            .append(static_cast<size_t>(kBarWidth - filled), '-')
            .append("] ");
    }
    std::string shown = bar + oneLine(text);
    if (const size_t width = terminalWidth(); shown.size() >= width) shown.resize(width - 1);
    std::cerr << "\r\033[K" << shown << std::flush;
}

void Output::clearProgress() {
    if (!drawn_) return;
    drawn_ = false;
    std::cerr << "\r\033[K" << std::flush;
}

ProgressSink Output::sink() {
    return [this](const Progress& progress) {
        std::string text = progress.verb + " " + countText(progress.done);
        if (progress.total > 0) text += " of " + countText(progress.total);
        if (progress.secondsLeft >= 0) text += ", " + clockText(progress.secondsLeft) + " left";
        this->progress(progress.share(), text);
    };
}

std::string clockText(double seconds) {
    const auto whole = static_cast<int64_t>(std::lround(std::max(0.0, seconds)));
    char text[32];
    if (whole >= 3600)
        std::snprintf(text, sizeof text, "%lld:%02d:%02d", static_cast<long long>(whole / 3600),
                      static_cast<int>(whole / 60 % 60), static_cast<int>(whole % 60));
    else std::snprintf(text, sizeof text, "%d:%02d", static_cast<int>(whole / 60), static_cast<int>(whole % 60));
    return text;
}

std::string countText(int64_t number) {
    const std::string digits = std::to_string(number);
    const size_t sign = number < 0 ? 1 : 0;
    std::string text;
    for (size_t i = 0; i < digits.size(); ++i) {
        if (i > sign && (digits.size() - i) % 3 == 0) text += ',';
        text += digits[i];
    }
    return text;
}

std::string termsText(const Terms& terms) {
    std::string text;
    for (const auto& [name, value] : terms) {
        char number[32];
        std::snprintf(number, sizeof number, "%.2f", value);
        text += (text.empty() ? "" : ", ") + name + " " + number;
    }
    return text;
}

}  // namespace zscape
