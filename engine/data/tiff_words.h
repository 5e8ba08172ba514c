#pragma once

#include <cstdarg>
#include <cstdio>
#include <string>

namespace zscape {

/// For libtiff's error handler: its first words are the reason, all others follow from it. \return 1: it is dealt with
inline int keepFirstWords(std::string& words, const char* format, va_list arguments) {
    if (!words.empty()) return 1;
    char text[256];
    std::vsnprintf(text, sizeof text, format, arguments);
    words = text;
    return 1;
}

}  // namespace zscape
