#pragma once

#include "engine/core/error.h"
#include "engine/data/decode.h"

#include <string>
#include <vector>

namespace zscape {

/// What a TIFF that was looked at says of its channels.
struct StackLook {
    std::string said;      ///< StackPlan::said; empty where it says nothing
    bool misfits = false;  ///< StackPlan::misfits
};

/// Puts the channels of a stack into its header. \param pictures of the first picture at least
StackLook lookAtStack(const TiffFile::Pictures& pictures, const AxesChoice& axes, ImageHeader& header);

/// A file that was looked at, by the name that people read.
struct NamedStack {
    std::string name;
    StackLook look;
};
/// What files say of channels, each only once, and no more than a few.
std::vector<ErrorInfo> aboutStacks(const std::vector<NamedStack>& stacks);

/// A picture of several that a file has, of which `error` is what is wrong.
/// \param number from 1 on
Error wrongPicture(const Error& error, int number, bool isFrame);

}  // namespace zscape
