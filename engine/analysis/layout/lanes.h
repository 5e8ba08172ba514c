#pragma once

// Eight and four floats at once, as g++ and clang know them by themselves: a processor that has no such vectors takes
// several steps. They may lie anywhere in an array of floats.
namespace zscape {

using Float8 = float __attribute__((vector_size(32), aligned(4), may_alias));
using Int8 = int __attribute__((vector_size(32), aligned(4), may_alias));
using Float4 = float __attribute__((vector_size(16), aligned(4), may_alias));

}  // namespace zscape
