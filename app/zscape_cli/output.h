#pragma once

#include "app/zscape_cli/json_lines.h"
#include "engine/core/progress.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace zscape {

/// Where words go. With --json standard output holds JSON lines and nothing else, and people's messages go to standard
/// error; without it they go to standard output. Progress is drawn on standard error, and only on a terminal. What
/// people are told is one line each, cleaned and cut by shownText(); JSON has its own escapes and is exact. Where
/// standard output takes no more, nothing is written to it any more, and everything else goes on.
class Output {
public:
    explicit Output(bool json);
    ~Output();
    Output(const Output&) = delete;
    Output& operator=(const Output&) = delete;

    bool json() const { return json_; }

    /// Whoever read standard output has left: a closed pipe.
    bool readerLeft() const;
    /// What else keeps standard output from being written, as a sentence: a full disk, a closed descriptor.
    std::optional<std::string> trouble() const;

    /// A line for scripts; nothing without --json.
    void line(const Json& json);
    /// A line for people.
    void say(const std::string& text);
    /// Words that are all our own, of many lines, as they are: the help.
    void sayLines(const std::string& text);
    /// Something to notice: always on standard error.
    void warn(const std::string& text);
    /// "zscape-cli: error: ..." as one line, and an error event with --json.
    void error(const std::string& text);

    /// One line that is drawn over again, at most ten times a second. `share` 0 to 1; below 0: not known.
    void progress(double share, const std::string& text);
    void clearProgress();
    /// The progress of a long work of the engine.
    ProgressSink sink();

private:
    void write(std::string_view text);

    bool json_;
    int failure_ = 0;  ///< errno of the first write to standard output that failed
    bool terminal_;
    bool drawn_ = false;
    std::chrono::steady_clock::time_point drawnAt_{};
};

/// "0:12", "1:02:03"
std::string clockText(double seconds);
/// "12,340"
std::string countText(int64_t number);
/// "total 105.31, reconstruction 80.22, kl 25.09"
std::string termsText(const Terms& terms);

}  // namespace zscape
