#pragma once

#include "engine/session/types.h"
#include "ui/selection/image_bits.h"

#include <QString>

#include <cstdint>
#include <vector>

namespace zscape {

/// What one attribute of an image must be.
struct AttributeCondition {
    enum class Is { Equal, NotEqual, Less, AtMost, More, AtLeast, Between };

    size_t attribute = 0;
    Is is = Is::Equal;
    double low = 0, high = 0;  ///< of a number; `high` for Between only
    QString text;              ///< of a category or a text, as it was typed
    bool operator==(const AttributeCondition&) const = default;
};

/// Which images are wanted.
struct ThumbnailQuery {
    static constexpr int kAllLabels = -2;
    static constexpr int kUnlabelled = -1;

    int label = kAllLabels;                           ///< index into labelNames(), kUnlabelled or kAllLabels
    QString text = {};                                ///< part of the name, either case; empty: any
    std::vector<AttributeCondition> conditions = {};  ///< all of them hold
    ImageBitsPtr among = nullptr;                     ///< of these alone; null: of all

    bool everything() const { return label == kAllLabels && text.isEmpty() && conditions.empty() && !among; }
    bool operator==(const ThumbnailQuery&) const = default;
};

/// Reads what a person types: words that are conditions of the attributes of `images` ("age>30", "age=20..30",
/// "Smiling=1", "hair!=red", "\"Hair colour\"=red"; names in either case) become conditions, the rest is a part of the
/// name. Without attributes all of it is. Sets text and conditions of `query`.
void readQuery(const QString& typed, const ImageSet* images, ThumbnailQuery& query);

/// Whether an image is as the condition says. A missing value is never equal, less or more.
bool holds(const ImageSet& images, int64_t image, const AttributeCondition& condition);

}  // namespace zscape
