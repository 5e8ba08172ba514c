#pragma once

#include "engine/data/arrays_on_disk.h"
#include "engine/data/picture_source.h"

namespace zscape {

/// Pictures out of arrays. Files whose names say val, then those that say test ("t10k", "test"), come last, and are the
/// data's own split when there are others.
/// `name` is part of the identity in place of paths and times when it is not empty (samples that come with Zscape).
/// `unreadable`: what was found beside them and is no array. `stop` ends what is done before prepare().
std::unique_ptr<PictureSource> makeArraySource(std::vector<ArrayFile> arrays, const std::string& name = {},
                                               std::vector<UnreadableFile> unreadable = {}, std::stop_token stop = {});

/// The digits that come with Zscape: 60,000 to train, then 10,000 held out.
/// \throws Error "resources.missing"
std::unique_ptr<PictureSource> makeDigitsSource();

}  // namespace zscape
