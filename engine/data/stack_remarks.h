#pragma once

#include "engine/core/error.h"
#include "engine/data/decode.h"
#include "engine/data/picture_source.h"

#include <string>
#include <vector>

namespace zscape {

/// What a TIFF that was looked at says of its channels.
struct StackLook {
    std::string said;                         ///< StackPlan::said; empty where it says nothing
    bool misfits = false;                     ///< StackPlan::misfits
    std::vector<NamedChannel> channels = {};  ///< TiffFile::Pictures::channels
};

/// Puts the channels of a stack into its header. \param pictures of the first picture at least
StackLook lookAtStack(const TiffFile::Pictures& pictures, const AxesChoice& axes, ImageHeader& header);

/// A file that was looked at, by the name that people read.
struct NamedStack {
    std::string name;
    StackLook look;
};

/// What files say of channels, each only once, and no more than a few sentences; how the first one names them, which is
/// taken for all.
void addStacks(const std::vector<NamedStack>& stacks, SourceFindings& findings);

/// A picture of several that a file has, of which `error` is what is wrong.
/// \param number from 1 on
Error wrongPicture(const Error& error, int number, bool isFrame);

}  // namespace zscape
