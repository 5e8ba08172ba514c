#include "engine/data/caught_words.h"

#include <algorithm>
#include <iostream>
#include <streambuf>

namespace zscape {

namespace {

/// More of what a library says is let go.
constexpr size_t kMostWords = 4096;

thread_local std::string* wordsOfThread = nullptr;

/// Passes on what is written, or keeps it for the thread that catches.
class CatchingBuffer final : public std::streambuf {
public:
    explicit CatchingBuffer(std::streambuf* shown) : shown_(shown) {}

protected:
    std::streamsize xsputn(const char* text, std::streamsize count) override {
        if (!wordsOfThread) return shown_->sputn(text, count);
        wordsOfThread->append(
            text, std::min(static_cast<size_t>(count), kMostWords - std::min(kMostWords, wordsOfThread->size())));
        return count;
    }
    int_type overflow(int_type character) override {
        if (traits_type::eq_int_type(character, traits_type::eof()))
            return sync() == 0 ? traits_type::not_eof(character) : character;
        const char text = traits_type::to_char_type(character);
        return xsputn(&text, 1) == 1 ? character : traits_type::eof();
    }
    int sync() override { return wordsOfThread ? 0 : shown_->pubsync(); }

private:
    std::streambuf* shown_;
};

/// Put in before main(), while there is one thread; it stays for good, for std::cerr is written to until the last.
// NOLINTNEXTLINE(bugprone-throwing-static-initialization): without memory for it there is no program either.
const bool kCatching = [] {
    std::cerr.rdbuf(new CatchingBuffer(std::cerr.rdbuf()));
    return true;
}();

}  // namespace

CaughtWords::CaughtWords() : before_(wordsOfThread) {
    if (kCatching) wordsOfThread = &words_;
}

CaughtWords::~CaughtWords() { wordsOfThread = before_; }

std::string CaughtWords::reason() const {
    // imdecode_(''): can't read data: OpenCV(4.6.0) ./modules/.../x.cpp:160: error: (-2:Unspecified error) in function
    // '...' > Words for people, sometimes.
    const size_t error = words_.find("error: (");
    if (error == std::string::npos) return {};
    const size_t begin = words_.find(')', error);
    if (begin == std::string::npos) return {};
    const size_t end = std::min(words_.find(" in function", begin), words_.find('\n', begin));
    std::string text = words_.substr(begin + 1, end == std::string::npos ? end : end - begin - 1);
    text.erase(0, std::min(text.find_first_not_of(' '), text.size()));
    return text;
}

}  // namespace zscape
