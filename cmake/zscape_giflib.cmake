find_package(GIF REQUIRED)
add_library(zscape_giflib INTERFACE)
target_include_directories(zscape_giflib SYSTEM INTERFACE "${GIF_INCLUDE_DIR}")
target_link_libraries(zscape_giflib INTERFACE "${GIF_LIBRARIES}")
