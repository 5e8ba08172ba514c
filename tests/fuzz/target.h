#pragma once

#include "engine/core/error.h"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fcntl.h>
#include <string>
#include <unistd.h>

/// What every fuzz target implements: libFuzzer calls it where clang is, driver.cpp where it is not. It ends the
/// program by a signal when something is wrong, and by nothing else.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace zscape::fuzz {

[[noreturn]] inline void fail(const std::string& what) {
    std::fprintf(stderr, "FOUND: %s\n", what.c_str());
    std::abort();
}

/// No sentence is longer than a person reads, nor moves a terminal's cursor.
inline void checkSentence(const std::string& sentence) {
    constexpr size_t kLongest = 4000;
    if (sentence.empty()) fail("an error without a sentence");
    if (sentence.size() > kLongest) fail("a sentence of " + std::to_string(sentence.size()) + " bytes");
    for (const char c : sentence)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) fail("a control character in a sentence: " + sentence);
}

/// Runs a reader over a stranger's bytes: it may succeed, or refuse them by an Error. Anything else ends the program.
template <typename Reader>
void read(Reader&& reader) {
    try {
        reader();
    } catch (const Error& error) {
        checkSentence(error.what());
    } catch (const std::exception& other) {
        fail(std::string("an exception that is no Error: ") + other.what());
    }
}

/// A file that is filled anew for each input; removed at the end.
class InputFile {
public:
    explicit InputFile(const std::string& name) {
        std::string folder = (std::filesystem::temp_directory_path() / "zscape-fuzz-XXXXXX").string();
        if (::mkdtemp(folder.data()) == nullptr) fail("no folder for the input");
        folder_ = folder;
        path_ = folder_ / name;
        file_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        if (file_ < 0) fail("no file for the input");
    }
    ~InputFile() {
        ::close(file_);
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }
    InputFile(const InputFile&) = delete;
    InputFile& operator=(const InputFile&) = delete;

    void fill(const uint8_t* data, size_t size) const {
        if (::ftruncate(file_, 0) != 0 || ::pwrite(file_, data, size, 0) != static_cast<ssize_t>(size))
            fail("the input cannot be written");
    }
    const std::filesystem::path& folder() const { return folder_; }
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path folder_, path_;
    int file_ = -1;
};

}  // namespace zscape::fuzz
