#pragma once

#include <exception>
#include <string>
#include <vector>

namespace zscape {

/// What went wrong, for a person and for a program.
/// `code` is stable ("data.no-images"); `pattern` is an English sentence with %1, %2 ... for the arguments,
/// so that the window can translate the pattern and put the arguments in again.
struct ErrorInfo {
    std::string code;
    std::string pattern;
    std::vector<std::string> arguments;  ///< UTF-8, as they came

    /// The English sentence with its arguments, cleaned and cut as shownText() does: they are often a stranger's.
    std::string sentence() const;
};

/// The one exception of the engine. Its sentence says what, which file or field, and what to do.
class Error : public std::exception {
public:
    Error(std::string code, std::string pattern, std::vector<std::string> arguments = {});
    explicit Error(ErrorInfo info);

    const ErrorInfo& info() const { return info_; }
    const std::string& code() const { return info_.code; }
    const char* what() const noexcept override { return sentence_.c_str(); }

private:
    ErrorInfo info_;
    std::string sentence_;
};

/// Thrown by a long work whose stop_token was asked to stop. It is no error: whoever asked knows.
class Cancelled : public std::exception {
public:
    const char* what() const noexcept override { return "cancelled"; }
};

/// Turns any exception in flight into what a person can read; LibTorch's back traces are left out.
/// Call it inside a catch block.
ErrorInfo describeCurrentException();

}  // namespace zscape
