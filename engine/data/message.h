#pragma once

#include <concepts>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace zscape {

/// Numbers and texts in a row of bytes, for another process of this machine.
class MessageWriter {
public:
    explicit MessageWriter(char kind) : text_(1, kind) {}
    MessageWriter& number(int64_t value) {
        text_.append(reinterpret_cast<const char*>(&value), sizeof value);
        return *this;
    }
    MessageWriter& text(std::string_view value) {
        number(static_cast<int64_t>(value.size()));
        text_ += value;
        return *this;
    }
    std::string take() { return std::move(text_); }
    size_t size() const { return text_.size(); }

private:
    std::string text_;
};

/// The same read again. The other process may be out of its mind: what is not there is 0 or empty, and isGood() no
/// more.
class MessageReader {
public:
    explicit MessageReader(std::string_view text) : text_(text) {}
    char kind() { return take(1).empty() ? '\0' : text_[at_ - 1]; }
    int64_t number() {
        int64_t value = 0;
        const std::string_view bytes = take(sizeof value);
        if (!bytes.empty()) std::memcpy(&value, bytes.data(), sizeof value);
        return value;
    }
    /// From `least` to `most`.
    int64_t number(int64_t least, int64_t most) {
        const int64_t value = number();
        if (value >= least && value <= most) return value;
        good_ = false;
        return least;
    }
    std::string_view text() { return take(static_cast<uint64_t>(number())); }
    bool isGood() const { return good_; }

private:
    std::string_view take(uint64_t size) {
        if (size > text_.size() - at_) good_ = false;
        if (!good_) return {};
        at_ += static_cast<size_t>(size);
        return text_.substr(at_ - static_cast<size_t>(size), static_cast<size_t>(size));
    }

    std::string_view text_;
    size_t at_ = 0;
    bool good_ = true;
};

}  // namespace zscape
