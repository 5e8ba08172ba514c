#pragma once

#include "ui/palette/palette_entry.h"

#include <vector>

namespace zscape {

/// Where entries of the palette come from: one for actions, settings, recipes and runs each.
class PaletteSource {
public:
    virtual ~PaletteSource() = default;

    /// As they are now. Ids are unique over all sources.
    virtual std::vector<PaletteEntry> entries() const = 0;
    /// Does it. \pre `id` is of entries() and on; of a source of settings this is never asked
    virtual void activate(const QString& id) = 0;
    /// A person gave a setting this value. \pre `id` is a setting of entries() and on
    virtual void change(const QString& id, const SettingValue& value) = 0;
};

}  // namespace zscape
