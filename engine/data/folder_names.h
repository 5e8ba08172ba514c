#pragma once

#include "engine/data/image_set.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace zscape {

/// ASCII letters small, the rest as it is.
std::string lowered(std::string_view text);

/// A name's words of letters and digits, small: "x_Train.npy" -> x, train, npy. Anything else parts them.
std::vector<std::string> wordsOf(std::string_view name);

/// "idx3" -> "idx"; a number alone is nothing.
std::string withoutNumber(const std::string& word);

/// The side that a folder's or a table's word names, in any case: train / training, val / valid / validation / dev,
/// test / testing, also with "set" or a number behind them ("training_set", "val2017", "test1"). Nothing for other
/// words.
std::optional<Side> sideNamed(std::string_view word);

/// What no person means: the leavings of file managers, network disks and operating systems (@eaDir, Thumbs.db, ._x).
bool isJunkName(std::string_view name);

/// Folders whose pictures belong to other pictures: ground_truth, masks, annotations.
bool isAsideName(std::string_view folder);

/// For names with '/' between components: which of them lie in a folder of ground truth, masks or annotations that
/// stands beside a split's folders (one of them train) or beside a folder called images. By level, over all names
/// together.
std::vector<bool> standAside(const std::vector<std::string>& names);

}  // namespace zscape
