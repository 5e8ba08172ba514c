#pragma once

#include "engine/core/error.h"
#include "engine/core/progress.h"

#include <QString>

#include <filesystem>
#include <string>

namespace zscape {

/// The sentence of an error in the person's language: its pattern is looked up, and what among its arguments are words
/// of the engine, then the arguments are put in.
QString sentenceOf(const ErrorInfo& error);
/// What the engine calls a thing (a setting, a recipe, a unit, a formula) in the person's language.
QString wordsOf(const std::string& english);
/// The verb of a work ("Reading images") in the person's language.
QString verbOf(const Progress& progress);

/// Bytes of the engine are UTF-8; what is not becomes U+FFFD.
QString text(const std::string& utf8);
/// A path of the window as the bytes that the engine opens, and back for showing.
std::string pathBytes(const QString& file);
std::filesystem::path toPath(const QString& file);
QString fromPath(const std::filesystem::path& file);

}  // namespace zscape
