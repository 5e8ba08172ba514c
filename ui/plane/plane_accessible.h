#pragma once

namespace zscape {

/// Tells screen readers what LatentPlane is and its value in words. Safe to call again.
void installPlaneAccessibility();

}  // namespace zscape
