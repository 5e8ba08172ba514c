#pragma once

#include "engine/session/types.h"

#include <QFontDatabase>
#include <QString>

#include <functional>

namespace zscape {

/// Whether a font that can write this is installed.
using HasFont = std::function<bool(QFontDatabase::WritingSystem)>;
bool isFontInstalled(QFontDatabase::WritingSystem system);

/// Names of images and labels hold Chinese, Japanese or Korean letters that no installed font has: which package has
/// them, as a sentence. None is bundled. Empty: all of them can be written.
QString missingFontSentence(const ImageSet& images, const HasFont& hasFont = isFontInstalled);

}  // namespace zscape
