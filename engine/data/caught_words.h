#pragma once

#include <string>

namespace zscape {

/// While one lives, what libraries write to std::cerr on its thread is kept here and not shown: OpenCV up to 4.6 tells
/// of pictures that it cannot decode there, whatever its log level, in the middle of our line of progress. Other
/// threads, and what is written to the descriptor itself, are untouched. (libjpeg, libpng and libtiff are used
/// directly, with error handlers of our own.)
class CaughtWords {
public:
    CaughtWords();
    ~CaughtWords();
    CaughtWords(const CaughtWords&) = delete;
    CaughtWords& operator=(const CaughtWords&) = delete;

    /// The first words that were caught, without OpenCV's places in its sources: "unexpected end of input stream".
    std::string reason() const;

private:
    std::string words_;
    std::string* before_;
};

}  // namespace zscape
