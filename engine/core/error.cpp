#include "engine/core/error.h"

#include "engine/core/shown_text.h"

#include <algorithm>
#include <new>

namespace zscape {

std::string ErrorInfo::sentence() const {
    std::string text;
    text.reserve(pattern.size());
    for (size_t i = 0; i < pattern.size(); ++i) {
        const bool placeholder =
            pattern[i] == '%' && i + 1 < pattern.size() && pattern[i + 1] >= '1' && pattern[i + 1] <= '9';
        if (!placeholder) {
            text += pattern[i];
            continue;
        }
        const size_t index = static_cast<size_t>(pattern[i + 1] - '1');
        if (index < arguments.size()) text += shownText(arguments[index], kShownArgument);
        ++i;
    }
    return text;
}

Error::Error(std::string code, std::string pattern, std::vector<std::string> arguments)
    : Error(ErrorInfo{std::move(code), std::move(pattern), std::move(arguments)}) {}

Error::Error(ErrorInfo info) : info_(std::move(info)), sentence_(info_.sentence()) {}

ErrorInfo describeCurrentException() {
    try {
        throw;
    } catch (const Error& error) {
        return error.info();
    } catch (const Cancelled&) {
        return {"cancelled", "Cancelled.", {}};
    } catch (const std::bad_alloc&) {
        return {"memory.exhausted",
                "There is not enough memory for this. Choose smaller images, a smaller batch or a narrower network.",
                {}};
    } catch (const std::exception& error) {
        // what() of c10::Error carries a C++ back trace after its first line, which helps nobody who reads it in a
        // window.
        std::string text = error.what();
        if (const size_t end = text.find("\nException raised from"); end != std::string::npos) text.resize(end);
        std::replace(text.begin(), text.end(), '\n', ' ');
        return {"internal", "An unexpected error stopped this: %1", {text}};
    }
}

}  // namespace zscape
