#pragma once

#include <cstddef>
#include <string_view>

namespace zscape {

/// Bytes of the well-formed UTF-8 sequence at `i`, 0 when there is none (RFC 3629: no overlong forms, no surrogates).
size_t utf8SequenceLength(std::string_view text, size_t i);

}  // namespace zscape
