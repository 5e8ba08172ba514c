#pragma once

namespace zscape {

/// Measures of the palette's card, at 13 px.
inline constexpr int kCardWidth = 640, kCardTop = 92, kCardField = 52, kCardFoot = 36, kCardMargin = 16,
                     kCardAboveRows = 8, kCardBelowRows = 6;
inline constexpr int kCardIconAt = 18, kCardTextAt = 38, kCardRight = 18, kCardCount = 120;

}  // namespace zscape
