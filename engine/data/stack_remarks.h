#pragma once

#include "engine/core/error.h"
#include "engine/data/picture_source.h"
#include "engine/data/tiff_file.h"

#include <stop_token>
#include <string>
#include <vector>

namespace zscape {

/// What a TIFF that was looked at says of its channels.
struct StackLook {
    std::string said;                         ///< StackPlan::said; empty where it says nothing
    bool misfits = false;                     ///< StackPlan::misfits
    std::vector<NamedChannel> channels = {};  ///< TiffFile::namedChannels()
};

/// Looks at no more than its first picture needs, and puts that one's channels into its header.
/// \throws Error as TiffFile::pictures(), Cancelled
StackLook lookAtStack(TiffFile& tiff, const AxesChoice& axes, ImageHeader& header, const std::stop_token& stop);

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
